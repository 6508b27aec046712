using System.Net;

namespace Sekimori.Server.Rpc;

/// <summary>The guard in front of an RPC server. Thread-safe.</summary>
public interface IRpcGuard
{
    /// <summary>May this connection be? Asked before its first byte is read.</summary>
    /// <param name="remote">The client; null on the local transport.</param>
    /// <param name="local">The server's address; null on the local transport.</param>
    /// <returns>What evaluates the rest of the connection; null if it is closed at once.</returns>
    IRpcConnectionGuard? Admit(IPEndPoint? remote, IPEndPoint? local);

    /// <summary>A connection was closed because its address is not on the allow list; the guard was not asked.</summary>
    /// <param name="remote">The client.</param>
    /// <param name="local">The server's address.</param>
    /// <returns>Ends when the next connection may be checked.</returns>
    ValueTask NotAdmittedAsync(IPEndPoint? remote, IPEndPoint? local) => default;
}
