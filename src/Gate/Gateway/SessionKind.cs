namespace Sekimori.Gate.Gateway;

/// <summary>What a session of the gateway is.</summary>
internal enum SessionKind : byte
{
    /// <summary>CONNECT: bytes pass unread.</summary>
    Connect,

    /// <summary>A logon that opens RPC for its address: it carries no bytes to a target.</summary>
    Login,

    /// <summary>WS-Management that ends at the gate.</summary>
    WsMan,

    /// <summary>An RPC connection that is followed.</summary>
    Rpc,

    /// <summary>WMI that ends at the gate.</summary>
    Wmi,
}
