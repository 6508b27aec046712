namespace Sekimori.Client.Rpc;

/// <summary>Why an RPC connection could not be made, or ended.</summary>
public enum RpcFailure
{
    /// <summary>The connection ended while something waited for an answer.</summary>
    ConnectionLost,

    /// <summary>No connection: no such host, nothing listens, or no route.</summary>
    Unreachable,

    /// <summary>No answer within the time limit.</summary>
    TimedOut,

    /// <summary>The server denied the logon, or does not know the security scheme.</summary>
    LogonDenied,

    /// <summary>The server rejected the connection for another reason; see <see cref="RpcConnectionException.RefusalReason"/>.</summary>
    Rejected,

    /// <summary>The server could not prove its identity, or a message's signature is wrong.</summary>
    ServerNotTrusted,
}
