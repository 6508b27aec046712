using System.Buffers;
using System.Collections.Immutable;
using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Wire;

namespace Sekimori.Rpc.Association;

internal sealed partial class RpcClientAssociation
{
    private bool _closedReported;

    /// <summary>Why a signature was rejected, if <see cref="End"/> is <see cref="AssociationEnd.BadSignature"/>.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>
    /// Continues reading. Consumes whole fragments from the front of <paramref name="input"/>, up to the first event; the caller passes the
    /// rest again, with more after it.
    /// </summary>
    /// <returns>False if more bytes are needed.</returns>
    public bool TryRead(ref ReadOnlySequence<byte> input, out RpcClientEvent e)
    {
        e = default;
        while (End == AssociationEnd.None)
        {
            var status = FragmentReader.Peek(input, out var header);
            if (status == FragmentStatus.Incomplete) return false;
            if (status != FragmentStatus.Whole)
            {
                End = status == FragmentStatus.OtherVersion ? AssociationEnd.OtherVersion : AssociationEnd.BadLength;
                break;
            }

            var bytes = input.Slice(0, header.FragmentLength);
            // An answer is copied in any case; opening it in place needs its own memory too.
            var copy = ArrayPool<byte>.Shared.Rent(header.FragmentLength);
            bytes.CopyTo(copy);
            input = input.Slice(bytes.End);
            try
            {
                Process(copy.AsSpan(0, header.FragmentLength), header, ref e);
            }
            catch (MalformedException)
            {
                End = AssociationEnd.MalformedPdu;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(copy);
            }

            if (e.Kind != RpcClientEventKind.None) return true;
        }

        input = input.Slice(input.End);
        e = new(RpcClientEventKind.Closed);
        var first = !_closedReported;
        _closedReported = true;
        return first;
    }

    private void Process(Span<byte> bytes, in PduHeader header, ref RpcClientEvent e)
    {
        if (!ClientMessageOrder.Allows(header.Type, _state))
        {
            End = AssociationEnd.UnexpectedPdu;
            return;
        }

        if (!Fragment.TryCut(bytes, header, PduHeader.Size + 8, out var fragment))
        {
            End = AssociationEnd.BadLength;
            return;
        }

        switch (header.Type)
        {
            case PduType.BindAck or PduType.AlterContextResponse:
                ReceiveAck(fragment, ref e);
                break;
            case PduType.BindNak:
                RefusalReason = BindNakPdu.Read(fragment.Body, header.BigEndian).Reason;
                End = AssociationEnd.RefusedByPeer;
                break;
            case PduType.Fault:
                ReceiveFault(fragment, ref e);
                break;
            case PduType.Response:
                ReceiveResponse(fragment, bytes, ref e);
                break;
            case PduType.Shutdown:
                e = new(RpcClientEventKind.ShutdownRequested);
                break;
        }
    }

    private void ReceiveAck(in Fragment fragment, ref RpcClientEvent e)
    {
        var header = fragment.Header;
        var ack = BindAckPdu.Read(fragment.Body, header.BigEndian);
        // Each context needs its result, in order ([C706] 12.6.3.1), and an accepted one a transfer syntax that was offered.
        if (header.CallId != _questionCallId || ack.Results.Length != _proposed.Length || !AreAnswers(ack.Results))
        {
            End = AssociationEnd.BadAnswer;
            return;
        }

        if (_state == ClientState.Binding)
        {
            if (ack.MaxReceiveFragment < 2048)
            {
                End = AssociationEnd.BadAnswer;
                return;
            }

            _maxFragment = Math.Min(_maxFragment, ack.MaxReceiveFragment);
            GroupId = ack.AssociationGroup;
            IsMultiplexed = (header.Flags & PfcFlags.ConcurrentMultiplexing) != 0;
            foreach (var result in ack.Results)
                if (result.Outcome == ContextOutcome.NegotiateAck)
                    Features = (BindTimeFeatures)result.Reason & BindTimeFeatures.All;
        }

        if (_building is { Level: >= ProtectionLevel.Packet }) SignsHeaders |= (header.Flags & PfcFlags.SupportHeaderSign) != 0;
        _state = ClientState.Bound;
        e = new(RpcClientEventKind.Bound, ack, token: fragment.HasTrailer ? fragment.Token.ToArray() : null);
    }

    private bool AreAnswers(ImmutableArray<ContextResult> results)
    {
        for (var i = 0; i < results.Length; i++)
            if (results[i].Outcome == ContextOutcome.Acceptance && !_proposed[i].TransferSyntaxes.Contains(results[i].TransferSyntax))
                return false;
        return true;
    }

    private void ReceiveFault(in Fragment fragment, ref RpcClientEvent e)
    {
        var fault = FaultPdu.Read(fragment.Body, fragment.Header.BigEndian);
        if (_state == ClientState.Altering && fragment.Header.CallId == _questionCallId)
        {
            _state = ClientState.Bound;
            e = new(RpcClientEventKind.AlterFaulted, status: fault.Status);
        }
        else if (_calls.Remove(fragment.Header.CallId, out var call))
        {
            call.FaultStatus = fault.Status;
            call.Release();
            e = new(RpcClientEventKind.Faulted, call);
        }
    }

    private void ReceiveResponse(in Fragment fragment, Span<byte> bytes, ref RpcClientEvent e)
    {
        var header = fragment.Header;
        // An answer to a call that was abandoned meanwhile; [MS-RPCE] 3.3.2.5.2 has the call id decide.
        if (!_calls.TryGetValue(header.CallId, out var call)) return;
        if (((header.Flags & PfcFlags.FirstFragment) != 0) == call.HasBegun || (call.HasBegun && call.Format.BigEndian != header.BigEndian))
        {
            End = AssociationEnd.BadFragmentOrder;
            return;
        }

        call.HasBegun = true;
        call.Format = call.Format with { BigEndian = header.BigEndian };
        if (call.Security is { Level: >= ProtectionLevel.Packet } security && !TryOpen(security, fragment, bytes)) return;
        var stub = fragment.Stub(ResponseHeader.StubOffset);
        if (stub.Length > limits.MaxResponse - call.Response.Length)
        {
            End = AssociationEnd.RequestTooLong;
            return;
        }

        call.Response.Append(stub);
        if ((header.Flags & PfcFlags.LastFragment) == 0) return;
        _calls.Remove(call.CallId);
        e = new(RpcClientEventKind.Replied, call);
    }

    private bool TryOpen(SecuritySlot security, in Fragment fragment, Span<byte> bytes)
    {
        if (!fragment.HasTrailer || fragment.Trailer.ContextId != security.Id || fragment.BodyEnd < ResponseHeader.StubOffset)
        {
            End = AssociationEnd.BadSignature;
            return false;
        }

        var body = bytes[ResponseHeader.StubOffset..fragment.BodyEnd];
        var parts = security.Cover(SignsHeaders, bytes[..ResponseHeader.StubOffset], body,
            bytes.Slice(fragment.BodyEnd, SecurityTrailer.Size));
        Refusal = security.Context!.Unprotect(security.Protection, parts, fragment.Token);
        if (Refusal is null) return true;
        End = AssociationEnd.BadSignature;
        return false;
    }
}
