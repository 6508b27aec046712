using System.Collections.Immutable;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Wire;

namespace Sekimori.Rpc.Association;

internal sealed partial class RpcServerAssociation
{
    /// <summary>MustRecvFragSize: bytes of a fragment that everybody must accept ([C706] 12.6.3.1).</summary>
    private const int MustReceiveFragment = 2048;

    private readonly List<BoundContext> _contexts = new(1);
    private BindQuestion? _question;
    private int _maxFragment;
    private bool _isMultiplexed;
    private bool _signsHeaders;

    /// <summary>Answers <see cref="RpcServerEventKind.BindRequested"/>: accepts the bind or alter_context as the question now is.</summary>
    public void Answer(BindQuestion question)
    {
        Expect(question);
        if (question.Trailer is { } trailer)
            BeginLeg(question, trailer);
        else
            Accept(question, null, []);
    }

    /// <summary>
    /// Answers <see cref="RpcServerEventKind.BindRequested"/> with a denial: a bind_nak, or a fault access denied for an alter_context. The
    /// association has ended.
    /// </summary>
    public void Refuse(BindQuestion question, BindNakReason reason = BindNakReason.NotSpecified)
    {
        Expect(question);
        if (End != AssociationEnd.None) return;
        if (question.IsBind) NakAndClose(question.Header.CallId, reason, AssociationEnd.BindRefused);
        else FaultAndClose(question.Header.CallId, 0, RpcStatus.AccessDenied, PfcFlags.DidNotExecute, AssociationEnd.BindRefused);
    }

    private void Expect(BindQuestion question)
    {
        if (!ReferenceEquals(question, _question)) throw new InvalidOperationException("This question is not the pending one.");
        _question = null;
    }

    private void ReceiveBind(ReadOnlySpan<byte> bytes, in PduHeader header)
    {
        // The fixed part of a bind's body is 8 bytes; Windows lets padding claim all after them, and reads the contexts regardless.
        if (!Fragment.TryCut(bytes, header, PduHeader.Size + 8, out var fragment))
        {
            NakAndClose(header.CallId, BindNakReason.ProtocolVersionNotSupported, AssociationEnd.BadLength);
            return;
        }

        if (!fragment.IsAligned || RefusesPadding(fragment))
        {
            NakAndClose(header.CallId, fragment.IsAligned ? BindNakReason.ProtocolVersionNotSupported : BindNakReason.NotSpecified,
                AssociationEnd.BadLength);
            return;
        }

        var pdu = BindPdu.Read(fragment.Body, header.BigEndian);
        // [MS-RPCE] 3.3.1.5.7: a bind for a group without connections is rejected, and over TCP one from another address. The caller is not
        // known yet, and each call of a connection may have another caller: what belongs to one of them is guarded at its use
        // (AssociationGroup.TryFind).
        var machine = _transportCaller.Remote?.Address is { IsIPv4MappedToIPv6: true } mapped
            ? mapped.MapToIPv4()
            : _transportCaller.Remote?.Address;
        var group = pdu.AssociationGroup == 0 ? _groups.Create(machine) : _groups.Join(pdu.AssociationGroup, machine);
        if (group is null)
        {
            NakAndClose(header.CallId, BindNakReason.NotSpecified, AssociationEnd.UnknownGroup);
            return;
        }

        Group = group;
        // What Windows does, seen on the wire: both sizes are the smaller of the two, within 2,048 and the limit, cut to a multiple of 8.
        var wanted = Math.Max((int)Math.Min(pdu.MaxTransmitFragment, pdu.MaxReceiveFragment), MustReceiveFragment);
        _maxFragment = Math.Min(wanted, _limits.MaxFragment) & ~7;
        var negotiated = ContextNegotiation.Run(pdu.Contexts, _interfaces, _contexts, _limits, bind: true);
        if (negotiated.Fault != NegotiationFault.None)
        {
            var full = negotiated.Fault == NegotiationFault.TooManyContexts;
            var useless = negotiated.Fault == NegotiationFault.NoContexts && IsModern;
            var reason = full ? BindNakReason.LocalLimitExceeded : useless ? BindNakReason.ProtocolVersionNotSupported
                : BindNakReason.NotSpecified;
            NakAndClose(header.CallId, reason, full ? AssociationEnd.TooMany : AssociationEnd.BadContexts);
            return;
        }

        if (fragment.HasTrailer && RefusalOf(fragment.Trailer) is { } why)
        {
            NakAndClose(header.CallId, why, AssociationEnd.AuthenticationNotOffered);
            return;
        }

        Ask(header, pdu, negotiated, fragment);
    }

    private void ReceiveAlterContext(ReadOnlySpan<byte> bytes, in PduHeader header)
    {
        if (!Fragment.TryCut(bytes, header, PduHeader.Size + 8, out var fragment) || !fragment.IsAligned || RefusesPadding(fragment))
        {
            FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, AssociationEnd.BadLength);
            return;
        }

        if (fragment.HasTrailer && fragment.Trailer.Type == AuthenticationType.None)
        {
            FaultAndClose(header.CallId, 0, RpcStatus.AccessDenied, PfcFlags.DidNotExecute, AssociationEnd.AuthenticationNotOffered);
            return;
        }

        // Fragment sizes and group are those of the bind; what an alter_context says of them is ignored.
        var pdu = BindPdu.Read(fragment.Body, header.BigEndian);
        var negotiated = ContextNegotiation.Run(pdu.Contexts, _interfaces, _contexts, _limits, bind: false);
        if (negotiated.Fault != NegotiationFault.None)
        {
            FaultAndClose(
                header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, negotiated.Fault == NegotiationFault.TooManyContexts
                ? AssociationEnd.TooMany
                : AssociationEnd.BadContexts);
            return;
        }

        if (fragment.HasTrailer && AlterFault(fragment.Trailer) is { } status)
        {
            var end = status == RpcStatus.ProtocolError ? AssociationEnd.TooMany : AssociationEnd.AuthenticationFailed;
            FaultAndClose(header.CallId, 0, status, PfcFlags.DidNotExecute, end);
            return;
        }

        Ask(header, pdu, negotiated, fragment);
    }

    private bool IsModern => _limits.Generation >= WindowsGeneration.Server2022;

    private bool RefusesPadding(in Fragment fragment) => IsModern && fragment is { HasTrailer: true, Trailer.PadLength: > 0 };

    private void Ask(in PduHeader header, BindPdu pdu, NegotiatedContexts negotiated, in Fragment fragment)
    {
        _question = new(header, pdu, negotiated, fragment.HasTrailer ? fragment.Trailer : null, fragment.Token.ToArray());
        _pending = new(RpcServerEventKind.BindRequested, _question);
    }

    /// <summary>Creates the contexts, and writes the answer.</summary>
    private void Accept(BindQuestion question, SecurityTrailer? trailer, ReadOnlySpan<byte> token)
    {
        if (End != AssociationEnd.None) return;
        if (!TryHoldContexts(question.Negotiated.Accepted.Count))
        {
            if (question.IsBind) NakAndClose(question.Header.CallId, BindNakReason.LocalLimitExceeded, AssociationEnd.OverBudget);
            else FaultAndClose(question.Header.CallId, 0, RpcStatus.RemoteNoMemory, PfcFlags.DidNotExecute, AssociationEnd.OverBudget);
            return;
        }

        _contexts.AddRange(question.Negotiated.Accepted);
        var flags = PfcFlags.Whole;
        if ((question.Header.Flags & PfcFlags.SupportHeaderSign) != 0)
        {
            // [MS-RPCE] 2.2.2.3, 3.3.1.5.2.2: agreed on for the whole connection, by any bind or alter_context.
            _signsHeaders = true;
            flags |= PfcFlags.SupportHeaderSign;
        }

        if (question.IsBind)
        {
            _isBound = true;
            Features = question.Negotiated.Features;
            _isMultiplexed = (question.Header.Flags & PfcFlags.ConcurrentMultiplexing) != 0;
            if (_isMultiplexed) flags |= PfcFlags.ConcurrentMultiplexing;
        }

        var ack = new BindAckPdu(
            (ushort)_maxFragment, (ushort)_maxFragment, Group!.Id, question.IsBind ? _secondaryAddress : "",
            ImmutableArray.Create(question.Negotiated.Results));
        var writer = new ByteWriter(stackalloc byte[256]);
        writer.WriteZeros(PduHeader.Size);
        ack.Write(ref writer);
        if (trailer is { } security)
        {
            // Windows sends a trailer with an empty token too, if the last leg has no token. No padding: the body is already 4-aligned.
            (security with { PadLength = 0 }).Write(ref writer);
            writer.WriteBytes(token);
        }

        Send(ref writer, question.IsBind ? PduType.BindAck : PduType.AlterContextResponse, flags, question.Header.CallId, token.Length);
        writer.Dispose();
    }
}
