using System.Net;

namespace Sekimori.Hosting.Rpc;

/// <summary>The guard in front of an RPC server. Thread-safe.</summary>
public interface IRpcGuard
{
    /// <summary>May this connection be? Asked before its first byte is read.</summary>
    /// <param name="remote">The client; null on the local transport.</param>
    /// <param name="local">What it reached; null on the local transport.</param>
    /// <returns>What judges the rest of the connection; null where it is closed at once.</returns>
    IRpcConnectionGuard? Admit(IPEndPoint? remote, IPEndPoint? local);
}
