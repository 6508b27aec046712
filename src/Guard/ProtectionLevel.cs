namespace Sekimori.Guard;

/// <summary>The protection of a connection or call. The values are those of RPC's authentication levels ([MS-RPCE] 2.2.1.1.8).</summary>
public enum ProtectionLevel : byte
{
    /// <summary>No authentication (RPC_C_AUTHN_LEVEL_NONE).</summary>
    None = 1,

    /// <summary>The peer is authenticated once, its messages are not protected (RPC_C_AUTHN_LEVEL_CONNECT).</summary>
    Connect = 2,

    /// <summary>Call; processed as <see cref="Packet"/> (RPC_C_AUTHN_LEVEL_CALL).</summary>
    Call = 3,

    /// <summary>Headers are signed (RPC_C_AUTHN_LEVEL_PKT).</summary>
    Packet = 4,

    /// <summary>Everything is signed (RPC_C_AUTHN_LEVEL_PKT_INTEGRITY).</summary>
    Integrity = 5,

    /// <summary>Everything is signed, the content sealed (RPC_C_AUTHN_LEVEL_PKT_PRIVACY). TLS counts as this.</summary>
    Privacy = 6,
}
