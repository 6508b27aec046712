namespace Sekimori.Cim.Model;

/// <summary>
/// How a qualifier propagates and whether it can be overridden ([DSP0004] 5.6.3). The numbers are QualifierFlavor of [MS-WMIO] 2.2.62.
/// Whether a qualifier is inherited is no flavor here: it follows from the superclass.
/// </summary>
[Flags]
public enum CimFlavors : byte
{
    /// <summary>The qualifier belongs to this declaration alone, and can be overridden.</summary>
    None = 0,

    /// <summary>WBEM_FLAVOR_FLAG_PROPAGATE_TO_INSTANCE: instances have it too.</summary>
    ToInstance = 0x01,

    /// <summary>WBEM_FLAVOR_FLAG_PROPAGATE_TO_DERIVED_CLASS: derived classes inherit it.</summary>
    ToSubclass = 0x02,

    /// <summary>WBEM_FLAVOR_NOT_OVERRIDABLE: a derived class cannot change its value.</summary>
    NotOverridable = 0x10,

    /// <summary>WBEM_FLAVOR_AMENDED: its text is for one language; a client sees it only if it asks for amended qualifiers.</summary>
    Amended = 0x80,
}
