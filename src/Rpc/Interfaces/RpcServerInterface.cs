using System.Buffers;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;

namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// An interface as a server offers it: a stub comes in, a handler runs, a stub goes out. Derived classes are generated from the declaration
/// of the interface.
/// </summary>
public abstract class RpcServerInterface
{
    /// <summary>Identity and operation names.</summary>
    public abstract RpcInterfaceInfo Info { get; }

    /// <summary>
    /// True if <see cref="InvokeAsync"/> asks <see cref="RpcCall.Guard"/> itself, once it has decoded the arguments, as generated servers
    /// do. If it is false, as in a class written by hand, the host asks before it invokes, and the guard sees no arguments.
    /// </summary>
    public virtual bool AsksGuard => false;

    /// <summary>
    /// Stub data of a quick operation: arguments of this size are handled in a moment, whatever they are. One block of the transport.
    /// </summary>
    internal const int QuickStub = 4096;

    /// <summary>
    /// True if no operation computes for long or blocks its thread. The calls of such an interface run on the thread that receives them.
    /// Any other call gets a thread of its own, so that the end of its connection can cancel it.
    /// </summary>
    public virtual bool IsQuick => false;

    /// <summary>
    /// True if this operation neither computes for long nor blocks its thread while its arguments are short (<see cref="QuickStub"/>).
    /// </summary>
    /// <param name="opnum">The operation's number.</param>
    internal virtual bool IsQuickOperation(int opnum) => IsQuick;

    /// <summary>
    /// True if the interface has this operation; others are answered with nca_op_rng_error ([C706] Appendix E). A class that serves an
    /// interface without its declaration returns true.
    /// </summary>
    /// <param name="opnum">The operation's number.</param>
    public virtual bool HasOperation(int opnum) => opnum < Info.Operations.Count && Info.Operations[opnum] is not null;

    /// <summary>
    /// What runs a call that came in on a presentation context of this interface: this interface, or that of the object that the call
    /// names. COM finds it by the object UUID alone ([MS-DCOM] 3.1.1.5.4).
    /// </summary>
    /// <param name="object">The object UUID; null if there is none.</param>
    /// <param name="caller">The caller, and how far the call is protected.</param>
    /// <param name="group">The connections that it came in on.</param>
    public virtual RpcServerInterface Resolve(Guid? @object, Caller caller, AssociationGroup group) => this;

    /// <summary>
    /// Decodes the arguments of <paramref name="call"/>, runs the handler, and writes the encoded results to <paramref name="reply"/>.
    /// </summary>
    /// <param name="call">The caller what, on which association.</param>
    /// <param name="stub">The request's stub data, whole, without authentication padding. Valid until the task ends.</param>
    /// <param name="format">The transfer syntax and byte order of <paramref name="stub"/>; the reply has the same syntax and is
    /// little-endian.</param>
    /// <param name="reply">Receives the reply's stub data.</param>
    /// <param name="cancellationToken">Cancelled when the client cancels or disconnects.</param>
    /// <exception cref="RpcFaultException">The call ends in a fault PDU with this status; what was written to <paramref name="reply"/> is
    /// discarded.</exception>
    public abstract ValueTask InvokeAsync(
        RpcCall call, ReadOnlyMemory<byte> stub, NdrFormat format, IBufferWriter<byte> reply, CancellationToken cancellationToken);

    /// <summary>
    /// The status of the fault for arguments that cannot be decoded: RPC_X_BAD_STUB_DATA ([MS-RPCE] 3.1.3.5.2), unless a class has a reason
    /// for another. Generated servers ask for it; an operation that the guard denies ends with the guard's status.
    /// </summary>
    /// <param name="call">The call.</param>
    protected virtual uint UndecodableStatus(RpcCall call) => RpcStatus.BadStubData;

    /// <summary>
    /// The last connection of an association group has ended: <paramref name="handle"/>, which this interface opened there, runs down
    /// ([C706] 5.1.6).
    /// </summary>
    public virtual void RunDown(object handle) => (handle as IDisposable)?.Dispose();
}
