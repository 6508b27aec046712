namespace Sekimori.Dcom;

/// <summary>What a DCOM server keeps for its callers before it refuses.</summary>
public sealed record DcomLimits
{
    /// <summary>The default limits.</summary>
    public static DcomLimits Default { get; } = new();

    /// <summary>
    /// Most objects of one account. A monitoring client has some ten at a time; one that forgets to release leaves one for each query,
    /// until they are collected.
    /// </summary>
    public int MaxObjectsPerAccount { get; init; } = 16_384;

    /// <summary>Most objects of all accounts together: at about 600 bytes each, beside what the application keeps, 40 MB.</summary>
    public int MaxObjects { get; init; } = 65_536;

    /// <summary>
    /// Most references given by one activation. Of the 32,768 interfaces that the IDL allows, clients ask for one to four; each that the
    /// object has is answered with an OBJREF of some hundred bytes, and those beyond with E_OUTOFMEMORY.
    /// </summary>
    public int MaxActivatedInterfaces { get; init; } = 256;

    /// <summary>
    /// Most ping sets of one account. Windows has one for each pair of machines; a script has one for
    /// each run, which lives for six minutes.
    /// </summary>
    public int MaxPingSetsPerCaller { get; init; } = 1000;

    /// <summary>
    /// Most ping sets of one peer without a logon: an IPv4 address, or an IPv6 network of 64 bits. A machine needs one.
    /// </summary>
    public int MaxPingSetsPerPeer { get; init; } = 32;

    /// <summary>Most ping sets without a logon. An address costs nothing where there is IPv6.</summary>
    public int MaxAnonymousPingSets { get; init; } = 4096;

    /// <summary>Most ping sets of all accounts together, beside those without a logon.</summary>
    public int MaxPingSets { get; init; } = 32_768;

    /// <summary>Most members of the ping sets of one account or address, all sets together: twice its objects.</summary>
    public int MaxPingedPerCaller { get; init; } = 32_768;

    /// <summary>The ping period ([MS-DCOM] 3.1.2.2). A set, and an object that nobody pings, live for three.</summary>
    public TimeSpan PingPeriod { get; init; } = TimeSpan.FromMinutes(2);
}
