namespace Sekimori.Cim.Model;

/// <summary>A qualifier: a named fact about a class, property, method or parameter ([DSP0004] 5.6.3).</summary>
/// <param name="Name">Its name, for example <c>key</c> or <c>Units</c>.</param>
/// <param name="Value">Its value; <c>true</c> for a qualifier that only must be there.</param>
/// <param name="Flavors">How it propagates.</param>
public sealed record CimQualifier(string Name, CimValue Value, CimFlavors Flavors)
{
    /// <summary>Makes a qualifier with the flavors that Windows gives a qualifier of this name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public CimQualifier(string name, CimValue value) : this(name, value, FlavorsOf(name))
    {
    }

    /// <summary>The flavors that Windows gives the standard qualifiers; <see cref="CimFlavors.ToSubclass"/> for any other name.</summary>
    /// <param name="name">The qualifier's name, in any case.</param>
    /// <returns>The flavors.</returns>
    public static CimFlavors FlavorsOf(string name) => name.ToUpperInvariant() switch
    {
        "KEY" or "SINGLETON" => CimFlavors.ToInstance | CimFlavors.ToSubclass | CimFlavors.NotOverridable,
        "CIMTYPE" => CimFlavors.ToInstance | CimFlavors.ToSubclass,
        "ID" => CimFlavors.ToInstance | CimFlavors.NotOverridable,
        "DYNAMIC" or "PROVIDER" or "LOCALE" or "UUID" => CimFlavors.ToInstance,
        // A restricted qualifier is not inherited ([DSP0004] 5.6.3).
        "ABSTRACT" or "IN" or "OUT" => CimFlavors.None,
        _ => CimFlavors.ToSubclass,
    };
}
