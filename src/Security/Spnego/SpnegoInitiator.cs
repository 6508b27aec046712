namespace Sekimori.Security.Spnego;

/// <summary>
/// The client's side of SPNEGO: offers its mechanisms, the first with its token on trust. If the first cannot even start (no ticket, no
/// KDC), the next is offered first; where the server chooses a later one, the signature over the list makes sure that nobody else did.
/// </summary>
/// <param name="schemes">The mechanisms, strongest first.</param>
/// <param name="initiate">Makes the context of a mechanism; null if the credential cannot be used with it.</param>
internal sealed class SpnegoInitiator(IReadOnlyList<SecurityScheme> schemes, Func<SecurityScheme, SecurityContext?> initiate)
    : SpnegoContext
{
    private readonly List<string> _offered = [];
    private bool _begun, _chosen, _micSent;
    private ReadOnlyMemory<byte> _lastOfMechanism;

    /// <summary>Why mechanisms before the one in use could not start; for the log.</summary>
    public IReadOnlyList<Refusal> SkippedMechanisms => _skippedMechanisms;

    private readonly List<Refusal> _skippedMechanisms = [];

    /// <inheritdoc/>
    internal override bool MayAskKdc =>
        schemes.Contains(SecurityScheme.Kerberos) && (!_begun || (!_chosen && Mechanism?.Scheme != SecurityScheme.Kerberos));

    internal static IEnumerable<string> Identifiers(SecurityScheme scheme) => scheme switch
    {
        SecurityScheme.Kerberos => [MechOid.MicrosoftKerberos, MechOid.Kerberos],
        SecurityScheme.Ntlm => [MechOid.Ntlm],
        _ => [],
    };

    // A server's NegTokenInit2 may come first ([MS-SPNG] 3.3.5.2). It is signed by nobody, so nothing is concluded from it; it only must be
    // one.
    private protected override StepResult Advance(ReadOnlyMemory<byte> token)
    {
        if (_begun) return Continue(NegTokenResp.Read(token));
        if (!token.IsEmpty) _ = NegTokenInit.Read(token);
        _begun = true;
        return Begin();
    }

    private StepResult Begin()
    {
        ReadOnlyMemory<byte> first = default;
        foreach (var scheme in schemes)
        {
            if (Mechanism is null && initiate(scheme) is { } context)
            {
                var step = context.Step(default);
                if (step.State == StepState.Refused)
                {
                    _skippedMechanisms.Add(step.Refusal!);
                    context.Dispose();
                    continue;
                }

                Mechanism = context;
                first = step.Token;
            }

            _offered.AddRange(Identifiers(scheme));
        }

        if (Mechanism is null)
        {
            return _skippedMechanisms is [.., var last]
                ? Refuse(last, default)
                : Refuse(RefusalReason.NoCommonMechanism, "the credential fits no mechanism");
        }

        MechTypeList = NegTokenInit.Encode(_offered);
        return StepResult.Continue(new NegTokenInit(_offered) { MechToken = first }.ToArray());
    }

    private StepResult Continue(NegTokenResp response)
    {
        if (response.State == NegState.Reject) return Rejected(response);
        if (!_chosen && response.SupportedMech is { } chosen)
        {
            if (MechOid.Scheme(chosen) is not { } scheme || !_offered.Contains(chosen))
                return Refuse(RefusalReason.NoCommonMechanism, $"the server chose {chosen}");
            if (scheme != Mechanism!.Scheme) return FallBack(scheme);
        }

        _chosen = true; // a supportedMech that comes again is ignored ([MS-SPNG] 3.3.5)
        if (response.State == NegState.RequestMic) MicDue = true;
        if (Mechanism!.IsComplete)
            return response.ResponseToken is null
                ? Finish(response)
                : Refuse(RefusalReason.OutOfTurn, "a token after the mechanism's last");
        return response.ResponseToken is { } token ? Step(Mechanism.Step(token.Span), response)
            : Refuse(RefusalReason.OutOfTurn, "the server answered without the mechanism's token");
    }

    private StepResult FallBack(SecurityScheme scheme)
    {
        _chosen = MicDue = true; // RFC 4178 5: not the one that we like best
        Mechanism!.Dispose();
        Mechanism = initiate(scheme);
        if (Mechanism is null) return Refuse(RefusalReason.NoCommonMechanism, $"the credential does not fit {scheme}");
        var step = Mechanism.Step(default);
        return step.State == StepState.Refused
            ? Refuse(step.Refusal!, default)
            : StepResult.Continue(new NegTokenResp { ResponseToken = step.Token }.ToArray());
    }

    private StepResult Step(StepResult inner, NegTokenResp response)
    {
        if (inner.State == StepState.Refused) return Refuse(inner.Refusal!, default);
        if (inner.State == StepState.Continue) return StepResult.Continue(new NegTokenResp { ResponseToken = inner.Token }.ToArray());
        _lastOfMechanism = inner.Token;

        // The mechanism's last token was the server's: nothing is left to send, unless the signature is required.
        if (inner.Token.IsEmpty && response.State == NegState.AcceptCompleted) return Finish(response);
        if (inner.Token.IsEmpty && response.MechListMic is not null)
        {
            if (!IsRightMic(response.MechListMic.Value)) return Altered();
            MicDue = false;
        }

        // NTLM's last token has the signature even if it is not required, as Windows and Samba send it.
        _micSent = Mechanism!.CanSign && (MicDue || response.MechListMic is not null || Mechanism.Scheme == SecurityScheme.Ntlm);
        var mic = Unless(!_micSent, _micSent ? MakeMic() : default);
        return StepResult.Continue(new NegTokenResp
        {
            ResponseToken = Unless(inner.Token.IsEmpty, inner.Token), MechListMic = mic
        }.ToArray());
    }

    private StepResult Finish(NegTokenResp response)
    {
        if (response is { State: NegState.AcceptIncomplete, MechListMic: { } theirs } && !_micSent && Mechanism!.CanSign)
        {
            // RFC 4178 5: the server has signed and waits for our signature, as Samba does behind the third leg of Kerberos.
            if (!IsRightMic(theirs)) return Altered();
            (MicDue, _micSent) = (false, true);
            return StepResult.Continue(new NegTokenResp { MechListMic = MakeMic() }.ToArray());
        }

        if (response.State is not NegState.AcceptCompleted) return Refuse(RefusalReason.OutOfTurn, "the server continues after the end");
        if (Mechanism!.CanSign && (response.MechListMic is { } mic ? !IsRightMic(mic) : MicDue)) return Altered();
        if (_micSent) Mechanism.AfterMechListMic(exchanged: response.MechListMic is not null);
        Done = true;
        return StepResult.Complete();
    }

    // A server that rejects with a token of the mechanism lets it report the reason (Kerberos: KRB-ERROR).
    private StepResult Rejected(NegTokenResp response)
    {
        if (response.ResponseToken is { } token && Mechanism!.Step(token.Span) is { State: StepState.Refused } step)
            return Refuse(step.Refusal!, default);
        return Refuse(RefusalReason.RefusedByPeer, _lastOfMechanism.IsEmpty
            ? "the server rejects the negotiation"
            : "the server rejects the logon");
    }

    private StepResult Altered() => Refuse(RefusalReason.HandshakeAltered, "the server's mechListMIC is wrong or missing");
}
