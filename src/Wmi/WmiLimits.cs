namespace Sekimori.Wmi;

/// <summary>What a WMI server keeps for its callers, and reads of them, before it refuses.</summary>
internal sealed record WmiLimits
{
    /// <summary>A query's length in characters: as Windows has it ([MS-WMI] appendix B).</summary>
    public int MaxQueryLength { get; init; } = 16_384;

    /// <summary>An object path's length in characters: as Windows has it.</summary>
    public int MaxPathLength { get; init; } = 8_192;

    /// <summary>The length of a class or method name: as Windows has it.</summary>
    public int MaxNameLength { get; init; } = 4_096;

    /// <summary>The length of a namespace's path: as Windows has it.</summary>
    public int MaxNamespaceLength { get; init; } = 8_173;

    /// <summary>Open enumerators and unfinished calls of one account. Monitoring tools have one to ten at a time.</summary>
    public int MaxOperationsPerAccount { get; init; } = 1_024;

    /// <summary>Open enumerators and unfinished calls of all accounts together: each costs about two kilobytes.</summary>
    public int MaxOperations { get; init; } = 16_384;

    /// <summary>
    /// Memory for rows that wait for their client, of one account: about 30,000 processes. A client that asks for everything at once, and
    /// can go back, makes the server hold all of it.
    /// </summary>
    public long MaxHeldBytesPerAccount { get; init; } = 64L << 20;

    /// <summary>Memory for rows that wait for their client, of all accounts together.</summary>
    public long MaxHeldBytes { get; init; } = 256L << 20;

    /// <summary>Rows in one reply. The largest number that a known client asks for is 100.</summary>
    public int MaxRowsInReply { get; init; } = 1_000;

    /// <summary>
    /// The size at which a reply is sent with fewer rows than asked for. It is built in memory before it is sealed; a row that is larger
    /// goes alone.
    /// </summary>
    public int MaxReplyBytes { get; init; } = 4 << 20;

    /// <summary>Rows that are read before they are asked for: a client that polls with a timeout of 0 finds something.</summary>
    public int ReadAhead { get; init; } = 64;

    /// <summary>
    /// Clients of one smart enumerator whose known classes are remembered; each names itself by a GUID of its choice. Windows sends two.
    /// </summary>
    public int MaxProxies { get; init; } = 8;
}
