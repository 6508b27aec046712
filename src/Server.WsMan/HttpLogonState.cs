namespace Sekimori.Server.WsMan;

/// <summary>The state of a logon over HTTP after one request.</summary>
public enum HttpLogonState : byte
{
    /// <summary>Denied: the client may start again.</summary>
    Refused,

    /// <summary>The handshake continues with the connection's next request.</summary>
    Continue,

    /// <summary>The caller is known.</summary>
    Proved,
}
