using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Hosting.Rpc;

/// <summary>The guard's points in an RPC connection. Called on the connection's path: it decides from what it knows and does not wait. Thread-safe.</summary>
public interface IRpcGuard
{
    /// <summary>May this client bind the interface? Where not, the client is told that there is no such interface.</summary>
    /// <param name="remote">The client; null on the local transport.</param>
    /// <param name="local">What it reached; null on the local transport.</param>
    /// <param name="interface">What it wants to bind.</param>
    bool MayBind(IPEndPoint? remote, IPEndPoint? local, SyntaxId @interface);

    /// <summary>May this client go on, now that it has proved who it is?</summary>
    /// <param name="caller">Who it is, and at which level.</param>
    bool MayAuthenticate(Caller caller);

    /// <summary>May this call run?</summary>
    /// <returns>The fault that it is answered with, <see cref="RpcStatus.AccessDenied"/> in general; 0 where it may.</returns>
    uint JudgeCall(RpcCall call);
}
