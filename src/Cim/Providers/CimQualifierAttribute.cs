using Sekimori.Cim.Model;

namespace Sekimori.Cim.Providers;

/// <summary>A qualifier of a class, property, method or parameter.</summary>
/// <param name="name">Its name, <c>Units</c>.</param>
/// <param name="values">Its value; several make an array, none makes <c>true</c>.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter,
    AllowMultiple = true, Inherited = false)]
public sealed class CimQualifierAttribute(string name, params string[] values) : Attribute
{
    /// <summary>A qualifier with a number, <c>MaxLen</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="number">Its value, a sint32.</param>
    public CimQualifierAttribute(string name, int number) : this(name) => Number = number;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value or values.</summary>
    public IReadOnlyList<string> Values { get; } = values;

    /// <summary>Its value, of one with a number.</summary>
    public int? Number { get; }

    /// <summary>True if one value makes an array too, <c>MappingStrings</c>.</summary>
    public bool IsArray { get; set; }

    /// <summary>How it propagates; without it, as <see cref="CimQualifier.FlavorsOf"/> has it.</summary>
    public CimFlavors Flavors { get; set; }
}
