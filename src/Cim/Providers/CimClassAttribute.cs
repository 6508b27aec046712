using Sekimori.Cim.Model;

namespace Sekimori.Cim.Providers;

/// <summary>Makes a partial class that derives from <see cref="CimInstance"/>, or from another such class, a CIM class. Each of its partial
/// properties is a property of the CIM class under the same name; the generator writes the bodies, which read and write the instance's
/// values, and the definition. A type that is not a CIM type, a missing key or a duplicate name is an error of the build.</summary>
/// <param name="name">The class's name, <c>Win32_Process</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CimClassAttribute(string name) : Attribute
{
    /// <summary>The class's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Names of inherited properties that are keys here, with commas between; own ones have <see cref="CimKeyAttribute"/>.
    /// </summary>
    public string? Keys { get; set; }

    /// <summary>True for a class whose instances tie others together.</summary>
    public bool Association { get; set; }

    /// <summary>True for a class with one instance and no key.</summary>
    public bool Singleton { get; set; }

    /// <summary>The meaning of the class, as the Description qualifier.</summary>
    public string? Description { get; set; }

    /// <summary>
    /// The provider, a partial class whose methods with <see cref="CimMethodAttribute"/> are the methods of the CIM class.
    /// </summary>
    public Type? Provider { get; set; }
}
