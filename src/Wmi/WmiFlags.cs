namespace Sekimori.Wmi;

/// <summary>
/// Flags of IWbemServices ([MS-WMI] 2.2.5, 2.2.6, 2.2.9). The same number means different things in different operations.
/// </summary>
[Flags]
internal enum WmiFlags
{
    None = 0,

    /// <summary>CreateClassEnum, CreateInstanceEnum: one level alone.</summary>
    Shallow = 1,

    /// <summary>PutInstance, PutClass: what exists alone.</summary>
    UpdateOnly = 1,

    /// <summary>ExecQuery: a description of the rows instead of the rows.</summary>
    Prototype = 2,

    /// <summary>PutInstance, PutClass: what does not exist alone.</summary>
    CreateOnly = 2,

    /// <summary>The operation goes on after its call has been answered.</summary>
    ReturnImmediately = 0x10,

    /// <summary>The enumerator goes forwards only.</summary>
    ForwardOnly = 0x20,

    /// <summary>PutClass: subclasses may be changed with it.</summary>
    SafeMode = 0x20,

    /// <summary>PutClass: whatever that does to subclasses.</summary>
    ForceMode = 0x40,

    /// <summary>Rows have their keys, whatever is selected.</summary>
    EnsureLocatable = 0x100,

    /// <summary>Without subclasses.</summary>
    DirectRead = 0x200,

    /// <summary>WBEM_FLAG_USE_AMENDED_QUALIFIERS: there is one language only.</summary>
    UseAmended = 0x20000,

    /// <summary>NO_ERROR_OBJECT, SEND_STATUS, the reserved ones, STRONG_VALIDATION: "MUST be ignored on receipt".</summary>
    Ignored = 0x40 | 0x80 | 0x1F000 | 0x100000,
}
