using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Security;

namespace Sekimori.Server.Rpc;

/// <summary>
/// The guard's points in one RPC connection. Binds and logons are evaluated on the connection's path, one after the other; a call is
/// evaluated between its decoding and its handler (<see cref="ICallGuard"/>), by the values that the handler gets.
/// </summary>
public interface IRpcConnectionGuard : ICallGuard
{
    /// <summary>Ends when answers may leave that were decided so far: lines of the audit log that must be durable first.</summary>
    Task AuditDurable { get; }

    /// <summary>May this client bind the interface? If not, the answer is that there is no such interface.</summary>
    /// <param name="interface">The interface to bind.</param>
    /// <param name="isAlter">True for an alter_context.</param>
    bool MayBind(SyntaxId @interface, bool isAlter);

    /// <summary>May this client continue, now that it has proved who it is?</summary>
    /// <param name="caller">The caller and its level.</param>
    /// <param name="claim">What it claimed about itself in the handshake; null if nothing.</param>
    bool MayAuthenticate(Caller caller, LogonClaim? claim);

    /// <summary>
    /// May the connection stay? A rule may allow it at some hours and on some days only: asked every second, and recorded where it is to
    /// end.
    /// </summary>
    /// <param name="callers">The callers logged on to it.</param>
    bool MayStay(IReadOnlyList<Caller> callers) => true;

    /// <summary>The client has not proved who it is.</summary>
    /// <param name="refusal">The reason.</param>
    /// <param name="claim">What it claimed about itself in the handshake; null if nothing.</param>
    void Refused(Refusal? refusal, LogonClaim? claim);

    /// <summary>A call that was asked about has ended. May be called from another thread than the connection's.</summary>
    /// <param name="call">The call.</param>
    /// <param name="fault">The fault that it was answered with; 0 for an answer.</param>
    void Answered(RpcCall call, uint fault);

    /// <summary>The association has ended for another reason than that one side closed it.</summary>
    void Ended(AssociationEnd end);
}
