using Sekimori.Guard;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Rpc.Association;

/// <summary>One of the security contexts of a connection ([MS-RPCE] 3.3.1.5.4).</summary>
internal sealed class SecuritySlot
{
    internal SecuritySlot(uint id, AuthenticationType type, ProtectionLevel level)
    {
        Id = id;
        Type = type;
        WireLevel = level;
    }

    /// <summary>auth_context_id.</summary>
    public uint Id { get; }

    /// <summary>The security provider.</summary>
    public AuthenticationType Type { get; }

    /// <summary>How far its calls are protected; level call is processed as packet ([MS-RPCE] 2.2.1.1.8).</summary>
    public ProtectionLevel Level => WireLevel == ProtectionLevel.Call ? ProtectionLevel.Packet : WireLevel;

    /// <summary>The handshake, then the keys: set by the application with the first leg, disposed of with the association.</summary>
    public SecurityContext? Context { get; set; }

    /// <summary>The client's identity; null until the authentication is complete.</summary>
    public Caller? Caller { get; internal set; }

    /// <summary>When the application last checked whether the logon is still valid; for it to store.</summary>
    public DateTimeOffset Checked { get; set; }

    /// <summary>auth_level as the client wrote it: each of its PDUs must repeat it.</summary>
    internal ProtectionLevel WireLevel { get; }

    /// <summary>What is done to a fragment at <see cref="Level"/>, packet or higher.</summary>
    internal Protection Protection => Level == ProtectionLevel.Privacy ? Protection.Seal : Protection.Sign;

    /// <summary>
    /// What a signature covers: header and trailer too if both sides agreed on header signing ([MS-RPCE] 3.3.1.5.2.2). NTLM covers them in
    /// any case: Windows, Samba and impacket all sign this way, whatever the flag says.
    /// </summary>
    internal MessageParts Cover(bool signsHeaders, ReadOnlySpan<byte> header, Span<byte> body, ReadOnlySpan<byte> trailer) =>
        signsHeaders || Context!.Name == "NTLM" ? new(header, body, trailer) : new(body);

    internal int Legs { get; set; }

    /// <summary>When its handshake must be over.</summary>
    internal DateTimeOffset Deadline { get; set; }

    /// <summary>Bytes that are counted for it.</summary>
    internal int Held { get; set; }

    /// <summary>The answer to the first request of a context whose auth3 was rejected.</summary>
    internal uint RefusedWith { get; set; } = RpcStatus.AccessDenied;

    internal SecuritySlotState State { get; set; }
}
