namespace Sekimori.Rpc.Association;

/// <summary>What a server takes from one connection before it refuses.</summary>
public sealed record RpcServerLimits
{
    /// <summary>The default limits.</summary>
    public static RpcServerLimits Default { get; } = new();

    /// <summary>
    /// Bytes of the largest fragment that is taken, and the most that is agreed on for sending; 5,840, four Ethernet segments, is what
    /// Windows agrees on over TCP. At least 2,048 (MustRecvFragSize of [C706] 12.6.3.1), at most 65,535.
    /// </summary>
    public int MaxFragment { get; init; } = 5840;

    /// <summary>Bytes of the largest request, all fragments together: 4 MiB ([MS-RPCE] 3.3.3.5.4).</summary>
    public int MaxRequest { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes of the largest request of a caller who has not logged on. What may be asked without a logon (the endpoint mapper, the server's
    /// statistics) is asked in some hundred bytes; Windows has no such limit.
    /// </summary>
    public int MaxAnonymousRequest { get; init; } = 64 * 1024;

    /// <summary>
    /// Most presentation contexts of one connection. Windows takes 4,000 for each interface ([MS-RPCE] 3.3.3.5.5); a context costs about
    /// 100 bytes here.
    /// </summary>
    public int MaxPresentationContexts { get; init; } = 4000;

    /// <summary>
    /// Most security contexts of one connection: a client may build 2,000 ([MS-RPCE] 3.3.1.5.4), Windows' server takes these 2,049.
    /// </summary>
    public int MaxSecurityContexts { get; init; } = 2049;

    /// <summary>
    /// Most security contexts of a connection without a logon: a client builds one or two and logs on with the first; each handshake holds
    /// some kilobytes.
    /// </summary>
    public int MaxAnonymousSecurityContexts { get; init; } = 16;

    /// <summary>
    /// Most tokens that the building of one security context may take; Kerberos in DCE style needs three, SPNEGO around NTLM four.
    /// </summary>
    public int MaxSecurityLegs { get; init; } = 10;

    /// <summary>
    /// Bytes of the longest token of bare NTLM: what Windows' package announces (cbMaxToken). Inside SPNEGO the mechanism's own limit
    /// holds.
    /// </summary>
    public int MaxNtlmToken { get; init; } = 2888;

    /// <summary>
    /// Which Windows the server answers as where they differ. The older one, since clients that it takes are taken by both.
    /// </summary>
    internal WindowsGeneration Generation { get; init; } = WindowsGeneration.Server2012R2;

    /// <summary>Most calls of one connection that run concurrently; each holds its request and reply in memory.</summary>
    public int MaxConcurrentCalls { get; init; } = 64;

    /// <summary>
    /// The time limit from a client's connection to the end of its bind, authentication included; for a later security context, from its
    /// first token to its last.
    /// </summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time limit for a PDU, for a pause between the fragments of a request, and, before a logon, for a whole request.
    /// </summary>
    public TimeSpan FragmentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time limit for a whole request after a logon: the same as over HTTP ([MS-WSMV] 2.2.4.36, MaxPacketRetrievalTimeSeconds).
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// The transfer syntax that is chosen if a client offers it beside another one ([MS-RPCE] 3.3.1.5.6); null: the first one that the
    /// client offers.
    /// </summary>
    public SyntaxId? PreferredTransferSyntax { get; init; } = SyntaxId.Ndr64;
}
