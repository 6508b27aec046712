using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Association;

internal sealed partial class RpcServerAssociation
{
    private Dictionary<uint, SecuritySlot>? _security;
    private SecuritySlot? _default;
    private SecurityLeg? _leg;
    private bool _usesExplicitSecurity;
    private bool _boundWithProtection;
    private int _building;

    /// <summary>Answers <see cref="RpcServerEventKind.TokenReceived"/>.</summary>
    public void Answer(SecurityLeg leg, SecurityLegAnswer answer)
    {
        if (!ReferenceEquals(leg, _leg)) throw new InvalidOperationException("This token is not the pending one.");
        _leg = null;
        if (End != AssociationEnd.None) return;
        var slot = leg.Context;
        // An auth3 has no answer: a handshake with another token to send cannot be complete at the other end.
        var complete = answer.Outcome == SecurityLegOutcome.Complete && (leg.Pdu != PduType.Auth3 || answer.Token.IsEmpty);
        var goesOn = answer.Outcome == SecurityLegOutcome.Continue && leg.Pdu != PduType.Auth3 && slot.Legs < _limits.MaxSecurityLegs;
        if (!goesOn) _building--;
        if (complete)
        {
            slot.State = SecuritySlotState.Ready;
            slot.Context = answer.Protection;
            slot.Caller = answer.Caller! with { Level = slot.Level };
            IsLoggedOn |= !slot.Caller.IsAnonymous;
            // [MS-RPCE] 3.3.1.5.4: requests without a verifier belong to the context of level connect, until a request names one.
            if (slot.Level == ProtectionLevel.Connect && !_usesExplicitSecurity) _default = slot;
        }
        else if (!goesOn)
        {
            Fail(leg, answer);
            return;
        }

        if (!TryHoldHandshake(slot))
        {
            RefuseForMemory(leg);
            return;
        }

        if (leg.Question is { } question) Accept(question, new(slot.Type, slot.WireLevel, 0, slot.Id), answer.Token.Span);
    }

    private void Fail(SecurityLeg leg, in SecurityLegAnswer answer)
    {
        switch (leg.Pdu)
        {
            case PduType.Bind:
                var reason = answer.Outcome == SecurityLegOutcome.Refused ? answer.Reason : BindNakReason.InvalidChecksum;
                var unknown = reason == BindNakReason.AuthenticationTypeNotRecognized;
                NakAndClose(leg.CallId, reason, unknown ? AssociationEnd.AuthenticationNotOffered : AssociationEnd.AuthenticationFailed);
                break;
            case PduType.AlterContext:
                FaultAndClose(leg.CallId, 0, answer.IsTokenBroken ? RpcStatus.AccessDenied : RpcStatus.SecurityPackageError,
                    PfcFlags.DidNotExecute, AssociationEnd.AuthenticationFailed);
                break;
            case PduType.Auth3 when answer.IsTrailed:
                FaultAndClose(leg.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, AssociationEnd.AuthenticationFailed);
                break;
            default:
                // [MS-RPCE] 3.3.1.5.2.1: an auth3 has no answer; the first request that would use the context gets the fault.
                leg.Context.State = SecuritySlotState.Invalid;
                leg.Context.Context?.Dispose();
                leg.Context.Context = null;
                TryHoldHandshake(leg.Context);
                if (answer.Outcome == SecurityLegOutcome.Refused) leg.Context.RefusedWith = answer.CallStatus;
                if (leg.Context.Level == ProtectionLevel.Connect && !_usesExplicitSecurity) _default = leg.Context;
                break;
        }
    }

    private void RefuseForMemory(SecurityLeg leg)
    {
        if (leg.Pdu == PduType.Bind) NakAndClose(leg.CallId, BindNakReason.LocalLimitExceeded, AssociationEnd.OverBudget);
        else FaultAndClose(leg.CallId, 0, RpcStatus.RemoteNoMemory, PfcFlags.DidNotExecute, AssociationEnd.OverBudget);
    }

    /// <summary>The reason for rejecting a bind with such a trailer; null if it may continue.</summary>
    private static BindNakReason? RefusalOf(in SecurityTrailer trailer)
    {
        if (trailer.Level is < ProtectionLevel.Connect or > ProtectionLevel.Privacy) return BindNakReason.NotSpecified;
        if (trailer.Type == AuthenticationType.None) return BindNakReason.AuthenticationTypeNotRecognized;
        // [MS-RPCE] 2.2.1.1.8 has level call processed as packet; Windows does so for every provider but SPNEGO, which rejects it.
        return trailer is { Type: AuthenticationType.Negotiate, Level: ProtectionLevel.Call } ? BindNakReason.InvalidChecksum : null;
    }

    /// <summary>The fault that an alter_context with such a trailer gets; null if it may continue.</summary>
    private uint? AlterFault(in SecurityTrailer trailer)
    {
        if (_security?.GetValueOrDefault(trailer.ContextId) is not { } slot)
        {
            var most = IsLoggedOn
                ? _limits.MaxSecurityContexts
                : Math.Min(_limits.MaxSecurityContexts, _limits.MaxAnonymousSecurityContexts);
            if (_security?.Count >= most) return RpcStatus.ProtocolError;
            return RefusalOf(trailer) is null ? null : RpcStatus.AccessDenied;
        }

        return MismatchOf(slot, trailer);
    }

    private static uint? MismatchOf(SecuritySlot slot, in SecurityTrailer trailer)
    {
        if (slot.Type != trailer.Type) return RpcStatus.SecurityPackageError;
        return slot.WireLevel != trailer.Level || slot.State != SecuritySlotState.Building ? RpcStatus.AccessDenied : null;
    }

    private void BeginLeg(BindQuestion question, in SecurityTrailer trailer)
    {
        _security ??= [];
        if (!_security.TryGetValue(trailer.ContextId, out var slot))
        {
            slot = new(trailer.ContextId, trailer.Type, trailer.Level);
            _security.Add(slot.Id, slot);
            _building++;
            slot.Deadline = question.IsBind ? _bindDeadline : _now + _limits.BindTimeout;
            if (question.IsBind) _boundWithProtection = slot.Level >= ProtectionLevel.Packet;
        }

        slot.Legs++;
        _leg = new(slot, question.Header.Type, question.Token, question.Header.CallId) { Question = question };
        _pending = new(RpcServerEventKind.TokenReceived, _leg);
    }

    private void ReceiveAuth3(ReadOnlySpan<byte> bytes, in PduHeader header)
    {
        // Windows answers padding that reaches out of an auth3 as if it had run out of memory; four octets precede the trailer ([MS-RPCE]
        // 2.2.2.10).
        if (!Fragment.TryCut(bytes, header, RequestHeader.StubOffset, out var fragment) || RefusesPadding(fragment))
        {
            FaultAndClose(header.CallId, 0, RpcStatus.RemoteNoMemory, PfcFlags.DidNotExecute, AssociationEnd.BadLength);
            return;
        }

        if (!fragment.IsAligned)
        {
            FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, AssociationEnd.BadLength);
            return;
        }

        if (!fragment.HasTrailer || _security?.GetValueOrDefault(
            fragment.Trailer.ContextId) is not { State: SecuritySlotState.Building } slot)
        {
            FaultAndClose(header.CallId, 0, RpcStatus.ProtocolError, PfcFlags.DidNotExecute, AssociationEnd.OutOfOrder);
            return;
        }

        if (MismatchOf(slot, fragment.Trailer) is { } status)
        {
            FaultAndClose(header.CallId, 0, status, PfcFlags.DidNotExecute, AssociationEnd.AuthenticationFailed);
            return;
        }

        slot.Legs++;
        _leg = new(slot, PduType.Auth3, fragment.Token.ToArray(), header.CallId);
        _pending = new(RpcServerEventKind.TokenReceived, _leg);
    }
}
