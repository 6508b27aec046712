using System.Net;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Server.Rpc;

namespace Sekimori.Gate.Gateway.Relay;

/// <summary>The guard of RPC that ends at the gate: the same points as on a server, with the target among the facts.</summary>
/// <param name="guard">Policy and audit log.</param>
/// <param name="target">The target.</param>
/// <param name="port">The port that policies know it by: that of its endpoint mapper.</param>
internal sealed class RelayGuard(LiveGuard guard, TargetHost target, int port) : IRpcGuard
{
    /// <inheritdoc/>
    public IRpcConnectionGuard? Admit(IPEndPoint? remote, IPEndPoint? local)
    {
        var at = GuardedConnection.Of(remote, local, Transport.Tcp) with { Target = new(target.Name, port, SessionJournal.NewId()) };
        return guard.Connect(at, out var recorded) ? new RpcConnectionGuard(guard, at, recorded) : null;
    }

    /// <inheritdoc/>
    public ValueTask NotAdmittedAsync(IPEndPoint? remote, IPEndPoint? local) => guard.NotAdmittedAsync(remote, local);
}
