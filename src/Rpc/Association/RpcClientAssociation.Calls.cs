using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Wire;

namespace Sekimori.Rpc.Association;

internal sealed partial class RpcClientAssociation
{
    private readonly Dictionary<uint, RpcClientCall> _calls = [];

    /// <summary>How many calls wait for their answers.</summary>
    public int WaitingCallCount => _calls.Count;

    /// <summary>True if one more call can be sent now.</summary>
    public bool CanCall => End == AssociationEnd.None && _state is ClientState.Bound or ClientState.Altering
        && _calls.Count < (IsMultiplexed ? limits.MaxConcurrentCalls : 1);

    /// <summary>Sends a request, in as many fragments as it needs.</summary>
    /// <param name="context">The presentation context; accepted by the server.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <param name="opnum">The operation.</param>
    /// <param name="object">The object UUID, if the call is for an object.</param>
    /// <param name="stub">The encoded arguments.</param>
    /// <param name="security">The security context that protects the call; null for none.</param>
    public RpcClientCall Call(PresentationContext context, NdrSyntax syntax, ushort opnum, Guid? @object, ReadOnlySpan<byte> stub,
        SecuritySlot? security = null)
    {
        if (!CanCall) throw new InvalidOperationException("A call is not possible in this state.");
        if (security is { State: not SecuritySlotState.Ready }) throw new InvalidOperationException("The security context is not ready.");
        var call = new RpcClientCall(++_lastCallId, context.Id, syntax, security);
        _calls.Add(call.CallId, call);
        if (security is { Level: >= ProtectionLevel.Packet })
        {
            var transfer = syntax == NdrSyntax.Ndr64 ? SyntaxId.Ndr64 : SyntaxId.Ndr20;
            var whole = new ByteWriter(stackalloc byte[512]);
            whole.WriteBytes(stub);
            whole.Align(4);
            VerificationTrailer.Write(ref whole, new(context.AbstractSyntax, transfer, call.CallId, context.Id, opnum), SignsHeaders);
            WriteRequest(call, opnum, @object, whole.Written, security);
            whole.Dispose();
        }
        else
            WriteRequest(call, opnum, @object, stub, security);

        return call;
    }

    /// <summary>Asks the server to cancel a call; it is still answered, with its results or a fault ([C706] 12.6.4.6).</summary>
    public void Cancel(RpcClientCall call) => Notify(call, PduType.Cancel);

    /// <summary>Notifies the server that a call is abandoned; it is not answered any more ([C706] 12.6.4.8).</summary>
    public void Abandon(RpcClientCall call)
    {
        Notify(call, PduType.Orphaned);
        if (_calls.Remove(call.CallId)) call.Release();
    }

    private void Notify(RpcClientCall call, PduType type)
    {
        if (End != AssociationEnd.None || !_calls.ContainsKey(call.CallId)) return;
        var writer = new ByteWriter(stackalloc byte[PduHeader.Size]);
        writer.WriteZeros(PduHeader.Size);
        Send(ref writer, type, PfcFlags.Whole, call.CallId, 0);
    }

    private void WriteRequest(RpcClientCall call, ushort opnum, Guid? @object, ReadOnlySpan<byte> stub, SecuritySlot? security)
    {
        var stubOffset = RequestHeader.StubOffset + (@object is null ? 0 : RequestHeader.ObjectSize);
        var isProtected = security is { Level: >= ProtectionLevel.Packet };
        var tokenSize = isProtected ? security!.Context!.TokenSize(security.Protection) : 0;
        var room = isProtected
            ? (_maxFragment - stubOffset - SecurityTrailer.Size - tokenSize) & ~(SecurityTrailer.Alignment - 1)
            : (_maxFragment - stubOffset) & ~7;
        var flags = PfcFlags.FirstFragment | (@object is null ? PfcFlags.None : PfcFlags.ObjectUuid);
        do
        {
            var part = stub[..Math.Min(room, stub.Length)];
            if (part.Length == stub.Length) flags |= PfcFlags.LastFragment;
            var pad = isProtected ? -part.Length & (SecurityTrailer.Alignment - 1) : 0;
            var bodyEnd = stubOffset + part.Length + pad;
            var length = bodyEnd + (isProtected ? SecurityTrailer.Size + tokenSize : 0);
            var pdu = output.GetSpan(length)[..length];
            var writer = new ByteWriter(pdu[PduHeader.Size..]);
            new RequestHeader((uint)stub.Length, call.ContextId, opnum, @object).Write(ref writer);
            writer.WriteBytes(part);
            writer.WriteZeros(pad);
            new PduHeader(PduType.Request, flags, (ushort)length, (ushort)tokenSize, call.CallId).Write(pdu);
            if (isProtected) Protect(security!, pdu, stubOffset, bodyEnd, (byte)pad);
            output.Advance(length);
            stub = stub[part.Length..];
            flags &= ~PfcFlags.FirstFragment;
        }
        while (!stub.IsEmpty);
    }

    private void Protect(SecuritySlot security, Span<byte> pdu, int stubOffset, int bodyEnd, byte pad)
    {
        var writer = new ByteWriter(pdu.Slice(bodyEnd, SecurityTrailer.Size));
        new SecurityTrailer(security.Type, security.WireLevel, pad, security.Id).Write(ref writer);
        var body = pdu[stubOffset..bodyEnd];
        var parts = security.Cover(SignsHeaders, pdu[..stubOffset], body, writer.Written);
        security.Context!.Protect(security.Protection, parts, pdu[(bodyEnd + SecurityTrailer.Size)..]);
    }
}
