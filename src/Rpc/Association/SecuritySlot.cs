using Sekimori.Guard;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

/// <summary>One of the security contexts of a connection ([MS-RPCE] 3.3.1.5.4).</summary>
public sealed class SecuritySlot
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

    /// <summary>The security provider's own state between two legs, for the application to keep.</summary>
    public object? ProviderState { get; set; }

    /// <summary>Who the client is; null until the authentication is complete.</summary>
    public Caller? Caller { get; internal set; }

    /// <summary>auth_level as the client wrote it: each of its PDUs must repeat it.</summary>
    internal ProtectionLevel WireLevel { get; }

    internal IMessageProtection? Protection { get; set; }

    internal int Legs { get; set; }

    internal SecuritySlotState State { get; set; }
}
