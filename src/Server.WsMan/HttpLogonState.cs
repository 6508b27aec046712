namespace Sekimori.Server.WsMan;

/// <summary>Where a logon over HTTP stands after one request.</summary>
public enum HttpLogonState : byte
{
    /// <summary>Refused: the client may start again.</summary>
    Refused,

    /// <summary>The handshake continues with the connection's next request.</summary>
    Continue,

    /// <summary>The caller is known.</summary>
    Proved,
}
