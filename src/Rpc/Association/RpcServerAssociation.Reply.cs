using System.Buffers;
using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Wire;

namespace Sekimori.Rpc.Association;

internal sealed partial class RpcServerAssociation
{
    /// <summary>
    /// Bytes of a block of Kestrel's pipe. A larger request for one piece gets memory that is allocated for it and thrown away: at 1 MB, as
    /// much as is sent.
    /// </summary>
    private const int OutputBlock = 4096;

    /// <summary>If larger fragments are protected; one per thread, so that connections hold none.</summary>
    [ThreadStatic]
    private static byte[]? s_scratch;

    /// <summary>
    /// Answers a call with its results, in as many fragments as they need. Its request is given back. Nothing is written for a call that
    /// was abandoned.
    /// </summary>
    /// <param name="call">A call that has not been answered.</param>
    /// <param name="stub">The encoded results.</param>
    public void Reply(RpcServerCall call, ReadOnlySpan<byte> stub)
    {
        if (!Finish(call)) return;
        var security = call.Security is { Level: >= ProtectionLevel.Packet } slot ? slot : null;
        // All fragments but the last have a multiple of 8 bytes ([C706] 12.6.4.10), of 16 with a verifier, which then needs no padding.
        var room = security is null
            ? (_maxFragment - ResponseHeader.StubOffset) & ~7
            : (_maxFragment - ResponseHeader.StubOffset - SecurityTrailer.Size - security.Context!.TokenSize(
            security.Protection)) & ~(SecurityTrailer.Alignment - 1);
        var flags = PfcFlags.FirstFragment;
        do
        {
            var part = stub[..Math.Min(room, stub.Length)];
            if (part.Length == stub.Length) flags |= PfcFlags.LastFragment;
            if (security is null) WritePlain(call, flags, part, stub.Length);
            else WriteProtected(call, security, flags, part, stub.Length);
            stub = stub[part.Length..];
            flags = PfcFlags.None;
        }
        while (!stub.IsEmpty);
    }

    /// <summary>Answers a call with a fault. Its request is given back. Nothing is written for a call that was abandoned.</summary>
    /// <param name="call">A call that has not been answered.</param>
    /// <param name="status">Why; see <see cref="RpcStatus"/>. 0 and the few others that must not be sent become nca_s_fault_unspec
    /// ([MS-RPCE] 3.3.3.5.1).</param>
    public void Fault(RpcServerCall call, uint status)
    {
        if (!Finish(call)) return;
        var didNotExecute = status is RpcStatus.OperationRange or RpcStatus.NcaServerTooBusy;
        WriteFault(call.CallId, call.ContextId, MayBeSent(status) ? status : RpcStatus.FaultUnspecified,
            didNotExecute ? PfcFlags.DidNotExecute : PfcFlags.None);
    }

    private static bool MayBeSent(uint status) =>
        status is not (0 or 0x80000001 or 0x80000002 or 0x80000003 or 0xc0000005 or 0xc0000006 or 0xc000001d
        or 0xc0000096 or 0xc00000aa or 0xc00000fd or 0xc0000194 or 0xc0000235 or 0xc0000409 or 0xc0000420);

    /// <summary>
    /// The call has ended. False if its answer is not awaited: it was abandoned, wanted none (PFC_MAYBE), or the association has ended.
    /// </summary>
    private bool Finish(RpcServerCall call)
    {
        if (call.IsAnswered) throw new InvalidOperationException("This call has already been answered.");
        call.IsAnswered = true;
        _calls.Remove(call);
        FreeRequest(call);
        return End == AssociationEnd.None && !call.IsAbandoned && (call.Flags & PfcFlags.Maybe) == 0;
    }

    private void WritePlain(RpcServerCall call, PfcFlags flags, ReadOnlySpan<byte> part, int left)
    {
        Span<byte> header = stackalloc byte[ResponseHeader.StubOffset];
        WriteHeader(header, call, flags, header.Length + part.Length, 0, left);
        _output.Write(header);
        _output.Write(part);
    }

    private static void WriteHeader(Span<byte> pdu, RpcServerCall call, PfcFlags flags, int length, int tokenSize, int left)
    {
        new PduHeader(PduType.Response, flags, (ushort)length, (ushort)tokenSize, call.CallId).Write(pdu);
        // Windows answers with the low octet of the context id only; clients match an answer by its call id.
        new ResponseHeader((uint)left, (byte)call.ContextId, 0).Write(pdu[PduHeader.Size..]);
    }

    private void WriteProtected(RpcServerCall call, SecuritySlot slot, PfcFlags flags, ReadOnlySpan<byte> part, int left)
    {
        var pad = -part.Length & (SecurityTrailer.Alignment - 1);
        var bodyLength = part.Length + pad;
        var tokenSize = slot.Context!.TokenSize(slot.Protection);
        var bodyEnd = ResponseHeader.StubOffset + bodyLength;
        var length = bodyEnd + SecurityTrailer.Size + tokenSize;
        // Data to be sealed must be contiguous.
        var fits = length <= OutputBlock;
        var pdu = fits ? _output.GetSpan(length)[..length] : (s_scratch ??= new byte[FragmentReader.LargestFragment]).AsSpan(0, length);
        WriteHeader(pdu, call, flags, length, tokenSize, left);
        var body = pdu[ResponseHeader.StubOffset..bodyEnd];
        part.CopyTo(body);
        body[part.Length..].Clear();
        var trailer = new ByteWriter(pdu.Slice(bodyEnd, SecurityTrailer.Size));
        new SecurityTrailer(slot.Type, slot.WireLevel, (byte)pad, slot.Id).Write(ref trailer);
        var parts = slot.Cover(_signsHeaders, pdu[..ResponseHeader.StubOffset], body, trailer.Written);
        slot.Context.Protect(slot.Protection, parts, pdu[^tokenSize..]);
        if (fits) _output.Advance(length);
        else _output.Write(pdu);
    }

    private void WriteFault(uint callId, ushort contextId, uint status, PfcFlags flags)
    {
        var writer = new ByteWriter(stackalloc byte[FaultPdu.WholeSize]);
        writer.WriteZeros(PduHeader.Size);
        new FaultPdu(contextId, 0, status).Write(ref writer);
        Send(ref writer, PduType.Fault, PfcFlags.Whole | flags, callId, 0);
    }

    private void WriteBindNak(uint callId, BindNakReason reason)
    {
        var writer = new ByteWriter(stackalloc byte[BindNakPdu.WholeSize]);
        writer.WriteZeros(PduHeader.Size);
        new BindNakPdu(reason).Write(ref writer);
        Send(ref writer, PduType.BindNak, PfcFlags.Whole, callId, 0);
    }

    private void FaultAndClose(uint callId, ushort contextId, uint status, PfcFlags flags, AssociationEnd end)
    {
        WriteFault(callId, contextId, status, flags);
        Close(end);
    }

    private void NakAndClose(uint callId, BindNakReason reason, AssociationEnd end)
    {
        WriteBindNak(callId, reason);
        Close(end);
    }

    private void Send(scoped ref ByteWriter writer, PduType type, PfcFlags flags, uint callId, int tokenLength)
    {
        new PduHeader(type, flags, checked((ushort)writer.Position), checked((ushort)tokenLength), callId).Write(writer.WrittenMutable);
        _output.Write(writer.Written);
    }
}
