using Sekimori.Security.Ntlm;

namespace Sekimori.Security.Spnego;

/// <summary>
/// The server's side of SPNEGO. Accepts a bare NTLM or Kerberos token too, which clients send under the same name ("Negotiate").
/// </summary>
/// <param name="schemes">The mechanisms that are offered, strongest first.</param>
/// <param name="accept">Makes the context of a mechanism; null if it is not available.</param>
internal sealed class SpnegoAcceptor(IReadOnlyList<SecurityScheme> schemes, Func<SecurityScheme, SecurityContext?> accept) : SpnegoContext
{
    private bool _begun, _bare, _micSent;

    private protected override StepResult Advance(ReadOnlyMemory<byte> token)
    {
        if (_bare) return Pass(token);
        if (_begun) return Continue(NegTokenResp.Read(token));
        if (token.IsEmpty) return StepResult.Continue(Hint());
        _begun = true;

        if (token.Span.StartsWith(NtlmPayload.Signature)) return Bare(SecurityScheme.Ntlm, token);
        var mechanism = NegTokenInit.MechanismOf(token);
        return mechanism == MechOid.Spnego ? Begin(NegTokenInit.Read(token))
            : MechOid.Scheme(mechanism) is { } scheme ? Bare(scheme, token)
            : Refuse(RefusalReason.NoCommonMechanism, $"a token of mechanism {mechanism}");
    }

    private StepResult Bare(SecurityScheme scheme, ReadOnlyMemory<byte> token)
    {
        _bare = true;
        Mechanism = schemes.Contains(scheme) ? accept(scheme) : null;
        return Mechanism is null ? Refuse(RefusalReason.NoCommonMechanism, $"{scheme} is not offered") : Pass(token);
    }

    private StepResult Pass(ReadOnlyMemory<byte> token)
    {
        var result = Mechanism!.Step(token.Span);
        if (result.State == StepState.Refused) return Refuse(result.Refusal!, result.Token);
        Done = result.State == StepState.Complete;
        return result;
    }

    private StepResult Begin(NegTokenInit init)
    {
        MechTypeList = init.MechTypeList;
        string? chosen = null;
        for (var i = 0; i < init.MechTypes.Count && Mechanism is null; i++)
        {
            if (MechOid.Scheme(init.MechTypes[i]) is not { } scheme || !schemes.Contains(scheme)) continue;
            chosen = init.MechTypes[i];
            Mechanism = accept(scheme);
            // Both names of Kerberos are one mechanism: its token on trust is good under either (RFC 4178 Appendix C).
            MicDue = MechOid.Scheme(init.MechTypes[0]) != scheme;
        }

        if (Mechanism is null)
        {
            return Reject(
                new Refusal(Name, null, RefusalReason.NoCommonMechanism, $"the client offers {string.Join(", ", init.MechTypes)}"));
        }

        if (MicDue || init.MechToken is not { } mechToken)
        {
            // The optimistic token is another mechanism's, or missing: the chosen one starts again.
            return StepResult.Continue(new NegTokenResp
            {
                State = MicDue ? NegState.RequestMic : NegState.AcceptIncomplete, SupportedMech = chosen
            }.ToArray());
        }

        return Answer(Mechanism.Step(mechToken.Span), init.MechListMic, chosen);
    }

    private StepResult Continue(NegTokenResp response)
    {
        if (Mechanism!.IsComplete)
        {
            // Only the initiator's signature over the list was still due.
            return response.MechListMic is { } mic ? Finish(default, mic, null) : Altered("the client's mechListMIC is missing");
        }

        return response.ResponseToken is { } token
            ? Answer(Mechanism.Step(token.Span), response.MechListMic, null)
            : Reject(new Refusal(Name, Principal, RefusalReason.OutOfTurn, "a SPNEGO token without the mechanism's"));
    }

    private StepResult Answer(StepResult inner, ReadOnlyMemory<byte>? mic, string? chosen)
    {
        switch (inner.State)
        {
            case StepState.Refused:
                return Reject(inner.Refusal!, inner.Token);
            case StepState.Continue:
                return StepResult.Continue(new NegTokenResp
                {
                    State = NegState.AcceptIncomplete, SupportedMech = chosen, ResponseToken = inner.Token
                }.ToArray());
            default:
                if (mic is not null || !MicDue || !Mechanism!.CanSign) return Finish(inner.Token, mic, chosen);
                // RFC 4178 5: it is due with the mechanism's last token
                if (inner.Token.IsEmpty) return Altered("the client's mechListMIC is missing");
                _micSent = true;
                return StepResult.Continue(new NegTokenResp
                {
                    State = NegState.AcceptIncomplete, SupportedMech = chosen, ResponseToken = inner.Token, MechListMic = MakeMic(),
                }.ToArray());
        }
    }

    private StepResult Finish(ReadOnlyMemory<byte> token, ReadOnlyMemory<byte>? mic, string? chosen)
    {
        ReadOnlyMemory<byte>? ours = null;
        if (mic is { } theirs && Mechanism!.CanSign)
        {
            if (!IsRightMic(theirs)) return Altered("the client's mechListMIC is wrong");
            if (!_micSent) ours = MakeMic();
            Mechanism!.AfterMechListMic(exchanged: true);
        }

        Done = true;
        return StepResult.Complete(new NegTokenResp
        {
            State = NegState.AcceptCompleted, SupportedMech = chosen, ResponseToken = Unless(token.IsEmpty, token), MechListMic = ours,
        }.ToArray());
    }

    private StepResult Altered(string detail) => Reject(new Refusal(Name, Principal, RefusalReason.HandshakeAltered, detail));

    private StepResult Reject(Refusal refusal, ReadOnlyMemory<byte> token = default) =>
        Refuse(refusal, new NegTokenResp { State = NegState.Reject, ResponseToken = Unless(token.IsEmpty, token) }.ToArray());

    // [MS-SPNG] 3.2.5.2: the answer to a request without a token lists the server's mechanisms.
    private byte[] Hint() => new NegTokenInit([.. schemes.SelectMany(SpnegoInitiator.Identifiers)]) { HasHints = true }.ToArray();
}
