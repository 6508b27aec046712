namespace Sekimori.Client.WsMan;

/// <summary>The reasons why an operation can fail, from the wire upwards.</summary>
public enum WsManFailure
{
    /// <summary>The caller asked for what cannot or must not be done, as a password in the clear.</summary>
    Misuse,

    /// <summary>No connection: no such host, no listener, no route, or the peer closed the connection.</summary>
    Unreachable,

    /// <summary>No TLS, or a certificate that is not trusted.</summary>
    Tls,

    /// <summary>No answer within the time.</summary>
    TimedOut,

    /// <summary>The logon was refused, or no scheme is common to both sides.</summary>
    LogonRefused,

    /// <summary>HTTP said no before WS-Management could.</summary>
    HttpRefused,

    /// <summary>The peer's answer is not a valid message, or not one to this question.</summary>
    Malformed,

    /// <summary>The peer sends more than this client takes: see the limits of <see cref="WsManClientOptions"/>.</summary>
    OverLimit,

    /// <summary>The service answered with a fault; see <see cref="WsManFaultReply"/>.</summary>
    Fault,
}
