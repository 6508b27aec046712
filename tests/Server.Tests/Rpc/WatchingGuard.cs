using System.Net;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Security;
using Sekimori.Server.Rpc;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Lets everyone in who is not to be refused, and keeps who called.</summary>
internal sealed class WatchingGuard : IRpcGuard, IRpcConnectionGuard
{
    public bool HidesInterfaces { get; set; }

    public bool DeniesCalls { get; set; }

    public List<Caller> Calls { get; } = [];

    public Task AuditDurable => Task.CompletedTask;

    /// <summary>Called when a connection asks to be admitted.</summary>
    public Action? Admitting { get; set; }

    public IRpcConnectionGuard? Admit(IPEndPoint? remote, IPEndPoint? local)
    {
        Admitting?.Invoke();
        return this;
    }

    public bool MayBind(SyntaxId @interface, bool isAlter) => !HidesInterfaces;

    public bool MayAuthenticate(Caller caller, LogonClaim? claim) => true;

    public void Refused(Refusal? refusal, LogonClaim? claim)
    {
    }

    public FactSet? FactsFor(RpcCall call) => null;

    public FactSet? FactsForAnswer(RpcCall call, ObservationKind kind) => null;

    public ValueTask AskAsync(RpcCall call, FactSet? facts)
    {
        lock (Calls) Calls.Add(call.Caller);
        return DeniesCalls ? throw new RpcFaultException(RpcStatus.AccessDenied) : default;
    }

    public void Answered(RpcCall call, uint fault)
    {
    }

    public void Ended(AssociationEnd end)
    {
    }
}
