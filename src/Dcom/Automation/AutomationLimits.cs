namespace Sekimori.Dcom.Automation;

/// <summary>Limits of what a peer sends as values of automation. Their memory is limited by the budget of the message.</summary>
internal static class AutomationLimits
{
    /// <summary>Most arguments of a call: as many as GetIDsOfNames can name ([MS-OAUT] 3.1.4.3).</summary>
    public const int MostArguments = 16_384;

    /// <summary>
    /// Most dimensions of an array: those of Visual Basic, for which these arrays were made. Each has eight bytes on the wire.
    /// </summary>
    public const int MostDimensions = 60;

    /// <summary>Most values that a client asks an enumerator for at once: an OBJREF with its bindings has some 200 bytes.</summary>
    public const int MostAtOnce = 64;

    /// <summary>
    /// Most values of one enumeration: a server that never comes to an end is left. Collections of automation are windows, documents,
    /// files of a folder.
    /// </summary>
    public const int MostEnumerated = 1_000_000;
}
