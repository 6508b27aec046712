namespace Sekimori.Cim.Providers;

/// <summary>A qualifier of a class, property or method.</summary>
/// <param name="name">Its name, <c>Units</c>.</param>
/// <param name="values">Its value; several make an array, none makes <c>true</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CimQualifierAttribute(string name, params string[] values) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value or values.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}
