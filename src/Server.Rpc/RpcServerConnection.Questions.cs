using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Server.Rpc;

internal sealed partial class RpcServerConnection
{
    private void Evaluate(BindQuestion question)
    {
        _endpoint.Statistics.CountBind();
        // A bind without a token is whole at once.
        if (question.Trailer is not null && !_isEstablished) _place.MarkActive(_endpoint.Server.Clock.GetUtcNow());
        // [MS-RPCE] 3.3.1.5.6: each context has its own result. 3.3.1.5.3: negotiate_ack answers no interface.
        if (_guard is not null)
            for (var i = 0; i < question.Proposed.Length; i++)
                if (question.Results[i].Outcome != ContextOutcome.NegotiateAck
                    && !_guard.MayBind(question.Proposed[i].AbstractSyntax, !question.IsBind))
                    question.Reject(i);
        lock (_gate) _association.Answer(question);
    }

    private void Step(SecurityLeg leg)
    {
        var answer = AnswerTo(leg);
        lock (_gate) _association.Answer(leg, answer);
    }

    private SecurityLegAnswer AnswerTo(SecurityLeg leg)
    {
        var slot = leg.Context;
        if (slot.Context is null)
        {
            // [MS-RPCE] 2.2.1.1.7: the default provider is NTLM.
            var scheme = slot.Type == AuthenticationType.Default ? SecurityScheme.Ntlm : (SecurityScheme)slot.Type;
            // Windows holds only privacy against the handshake. Below it, a client that has not asked for signatures learns so from its
            // first request, whose signature fails.
            var level = slot.Level == ProtectionLevel.Privacy ? ProtectionLevel.Privacy : ProtectionLevel.Connect;
            var options = _endpoint.Server.Options;
            slot.Context = options.Security?.Accept(scheme, new ContextOptions
            {
                Level = level, DceStyle = true, Remote = _remote, AcceptedServices = options.KerberosServices,
                LongestToken = scheme == SecurityScheme.Ntlm ? options.Limits.MaxNtlmToken : null,
            });
            // [MS-RPCE] 2.2.2.5
            if (slot.Context is null) return SecurityLegAnswer.Refuse(BindNakReason.AuthenticationTypeNotRecognized);
        }

        // [MS-RPCE] 3.3.1.5.2.1: legs until the context is built.
        var step = slot.Context.Step(leg.Token.Span);
        switch (step.State)
        {
            case StepState.Continue:
                return SecurityLegAnswer.Continue(step.Token);
            case StepState.Complete:
                var caller = slot.Context.ToCaller(slot.Level);
                slot.Checked = _endpoint.Server.Clock.GetUtcNow();
                if (_guard?.MayAuthenticate(caller, slot.Context.Claim) != false)
                {
                    if (!caller.IsAnonymous) _place.LogOn(slot.Checked);
                    return SecurityLegAnswer.Complete(step.Token, slot.Context, caller);
                }

                _endpoint.Server.Logger.AccountDenied(_remote, caller.Account, caller.Scheme);
                return SecurityLegAnswer.Refuse();
            default:
                _endpoint.Server.Logger.AuthenticationRefused(_remote, step.Refusal?.ToString() ?? "");
                _guard?.Refused(step.Refusal, slot.Context.Claim);
                if (step.Refusal?.Reason is RefusalReason.TokenTooLong or RefusalReason.TokenTrailed)
                    return SecurityLegAnswer.RefuseToken(step.Refusal.Reason == RefusalReason.TokenTrailed);
                // A client without credentials that asks for protection gets a protocol error, not a denial.
                return SecurityLegAnswer.Refuse(
                    callStatus: step.Refusal?.Reason == RefusalReason.AnonymousRefused ? RpcStatus.ProtocolError : RpcStatus.AccessDenied);
        }
    }
}
