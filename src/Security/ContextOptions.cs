using System.Net;
using Sekimori.Guard;
using Sekimori.Security.Channels;

namespace Sekimori.Security;

/// <summary>What a handshake is for.</summary>
public sealed record ContextOptions
{
    /// <summary>The required protection: an initiator requests it, an acceptor rejects a handshake that does not allow it.</summary>
    public ProtectionLevel Level { get; init; } = ProtectionLevel.Privacy;

    /// <summary>
    /// True for RPC: Kerberos uses three legs and protects without lengths of its own ([MS-KILE] 3.2.5.2, GSS_C_DCE_STYLE).
    /// </summary>
    public bool DceStyle { get; init; }

    /// <summary>The TLS channel of the handshake; null if there is none.</summary>
    public ChannelBindings? Channel { get; init; }

    /// <summary>
    /// For an initiator of NTLM whose first message opens the connection: the channel is asked for when the last message binds the logon
    /// to it ([MS-NLMP] 3.1.5.1.2), and known by then. It counts where <see cref="Channel"/> is null.
    /// </summary>
    internal Func<ChannelBindings>? ChannelLater { get; init; }

    /// <summary>What an acceptor does about a handshake that names another channel, or none.</summary>
    public ChannelBindingMode ChannelMode { get; init; } = ChannelBindingMode.Relaxed;

    /// <summary>The limit of a token in bytes; null for the scheme's own limit.</summary>
    public int? LongestToken { get; init; }

    /// <summary>The peer's address: for the throttle, the log and the caller; null on the local transport.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>
    /// For an acceptor: the services ("HTTP", "host") whose tickets are accepted here, ignoring case; empty for every service with a key.
    /// Also those that an NTLM client may name, if its target name is compared strictly.
    /// </summary>
    public IReadOnlyList<string> AcceptedServices { get; init; } = [];

    /// <summary>
    /// For an acceptor: what a caller lets this service do in its name is taken (<see cref="SecurityContext.Delegated"/>).
    /// </summary>
    internal bool TakesDelegation { get; init; }

    /// <summary>For an initiator: the server is to learn who the client is, and not to act in its name.</summary>
    internal bool IsIdentifyOnly { get; init; }

    /// <summary>
    /// For an initiator: the service as service/host, "host/dc1.lab.test". Kerberos needs it; NTLM sends it for the server to check.
    /// </summary>
    public string? Target { get; init; }
}
