using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Security;

namespace Sekimori.Hosting.Rpc;

/// <summary>The guard's points in one RPC connection. Called on the connection's path, one after the other: it decides from what it knows.</summary>
public interface IRpcConnectionGuard
{
    /// <summary>Ends when answers may leave that were decided so far: lines of the audit log that have to be durable first.</summary>
    Task Settled { get; }

    /// <summary>May this client bind the interface? Where not, the client is told that there is no such interface.</summary>
    /// <param name="interface">What it wants to bind.</param>
    /// <param name="isAlter">True for an alter_context.</param>
    bool MayBind(SyntaxId @interface, bool isAlter);

    /// <summary>May this client go on, now that it has proved who it is?</summary>
    /// <param name="caller">Who it is, and at which level.</param>
    /// <param name="token">The last token of its handshake.</param>
    bool MayAuthenticate(Caller caller, ReadOnlySpan<byte> token);

    /// <summary>The client has not proved who it is.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="token">The token that was refused.</param>
    void Refused(Refusal? refusal, ReadOnlySpan<byte> token);

    /// <summary>May this call run?</summary>
    /// <param name="call">The call.</param>
    /// <param name="stub">Its encoded arguments, valid until this returns.</param>
    /// <param name="format">How they are encoded.</param>
    RpcAdmission Judge(RpcCall call, ReadOnlySpan<byte> stub, NdrFormat format);

    /// <summary>A call that was judged is over. May be called from another thread than the connection's.</summary>
    /// <param name="state">What <see cref="Judge"/> gave as <see cref="RpcAdmission.State"/>.</param>
    /// <param name="fault">The fault that it was answered with; 0 for an answer.</param>
    /// <param name="answer">The encoded answer; empty with a fault.</param>
    void Answered(object state, uint fault, ReadOnlySpan<byte> answer);

    /// <summary>The association has ended for another reason than that one side closed it.</summary>
    void Ended(AssociationEnd end);
}
