using System.Net;
using Sekimori.Guard;
using Sekimori.Security.Channels;

namespace Sekimori.Security;

/// <summary>What a handshake is for.</summary>
public sealed record ContextOptions
{
    /// <summary>The protection that is wanted: an initiator asks for it, an acceptor refuses a handshake that does not allow it.</summary>
    public ProtectionLevel Level { get; init; } = ProtectionLevel.Privacy;

    /// <summary>True for RPC: Kerberos takes three legs and protects without lengths of its own ([MS-KILE] 3.2.5.2, GSS_C_DCE_STYLE).</summary>
    public bool DceStyle { get; init; }

    /// <summary>The TLS channel that the handshake goes through; null if there is none.</summary>
    public ChannelBindings? Channel { get; init; }

    /// <summary>What an acceptor does about a handshake that names another channel, or none.</summary>
    public ChannelBindingMode ChannelMode { get; init; } = ChannelBindingMode.Relaxed;

    /// <summary>Bytes of the longest token that is taken; null for the scheme's own limit.</summary>
    public int? LongestToken { get; init; }

    /// <summary>The peer's address: for the throttle, the log and the caller; null on the local transport.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>
    /// For an acceptor: the services ("HTTP", "host") whose tickets are taken here, without regard to case; empty for every service that there is a key of. Also those that an NTLM client may
    /// mean, where its target name is compared strictly.
    /// </summary>
    public IReadOnlyList<string> AcceptedServices { get; init; } = [];

    /// <summary>For an initiator: the service as service/host, "host/dc1.lab.test". Kerberos needs it; NTLM sends it for the server to check.</summary>
    public string? Target { get; init; }
}
