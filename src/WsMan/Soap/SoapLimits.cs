namespace Sekimori.WsMan.Soap;

/// <summary>What a reader of envelopes puts up with. Each limit holds before anything is allocated for what lies beyond it.</summary>
internal sealed record SoapLimits
{
    /// <summary>Bytes of a whole envelope. 500 KiB is the default MaxEnvelopeSizekb of Windows ([MS-WSMV] 2.2.4.10).</summary>
    public int MaxEnvelopeBytes { get; init; } = 500 * 1024;

    /// <summary>
    /// Elements within elements. An embedded instance in an EPR in a method's argument needs about 16; each level costs the reader memory.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>
    /// Elements of one envelope. The largest real one seen is a class of about 120 properties; this many fit in a few milliseconds.
    /// </summary>
    public int MaxElements { get; init; } = 20_000;

    /// <summary>
    /// Bytes of one start tag with all its attributes: room for a dozen namespace declarations, far from what makes the search for doubles
    /// slow.
    /// </summary>
    public int MaxTagBytes { get; init; } = 8 * 1024;

    /// <summary>Characters of one name, selector, option or header. URIs of up to 2,048 octets must be accepted ([DSP0226] 13.1).</summary>
    public int MaxValueChars { get; init; } = 32 * 1024;

    /// <summary>Selectors of one set, and options of one set: no class of CIM has this many keys.</summary>
    public int MaxListItems { get; init; } = 64;

    /// <summary>The limits of a server that nobody has configured.</summary>
    public static SoapLimits Default { get; } = new();
}
