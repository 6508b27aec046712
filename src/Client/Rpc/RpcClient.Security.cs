using System.Collections.Immutable;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;

namespace Sekimori.Client.Rpc;

public sealed partial class RpcClient
{
    private readonly string _host;
    private SecurityContext? _securityContext;
    private SecuritySlot? _security;

    /// <summary>The security context of this connection's calls; null without authentication.</summary>
    public SecurityContext? SecurityContext => _securityContext;

    /// <summary>The scheme of this connection's calls; null without authentication.</summary>
    internal SecurityScheme? Scheme => _securityContext is null ? null : _options.Scheme ?? _options.Security?.Schemes[0];

    /// <summary>How far its calls are protected.</summary>
    internal ProtectionLevel Level => _securityContext is null ? ProtectionLevel.None : _options.Level;

    /// <summary>The bind, and all legs of the authentication that it starts.</summary>
    private async Task<BindAckPdu> FirstBindAsync(ImmutableArray<PresentationContext> contexts, CancellationToken cancellationToken)
    {
        if (_options.Security is not { } initiator)
            return (await AskAsync(() => _association.Bind(contexts, _options.Group), cancellationToken).ConfigureAwait(false)).Ack;

        var scheme = _options.Scheme ?? initiator.Schemes[0];
        _securityContext = initiator.Initiate(
            scheme, new ContextOptions { Level = _options.Level, DceStyle = true, Target = _options.Target ?? $"host/{_host}" })
            ?? throw new InvalidOperationException($"The credential cannot be used with {scheme}.");
        var step = await StepAsync(default).ConfigureAwait(false);
        lock (_gate) _security = _association.AddSecurity(_options.Level, _securityContext);
        var answer = await AskAsync(() => _association.Bind(contexts, _options.Group, _security, step.Token.Span), cancellationToken)
            .ConfigureAwait(false);
        var ack = answer.Ack;
        while (true)
        {
            var token = answer.Token;
            if (token is { IsEmpty: false })
            {
                step = await StepAsync(token.Value).ConfigureAwait(false);
                if (step.State == StepState.Complete && step.Token.IsEmpty) break;
                if (step.State == StepState.Complete && scheme == SecurityScheme.Ntlm)
                {
                    // [MS-RPCE] 3.3.1.5.2.1: an odd number of legs ends with auth3, which has no answer.
                    lock (_gate) _association.Auth3(_security, step.Token.Span);
                    if (!_options.CallsAtOnce) await SendAsync().ConfigureAwait(false);
                    return ack;
                }

                answer = await AskAsync(() => _association.AlterContext([], _security, step.Token.Span), cancellationToken)
                    .ConfigureAwait(false);
            }
            else if (_securityContext.IsComplete)
                break;
            else
                throw new RpcConnectionException(
                    AssociationEnd.AuthenticationFailed, $"The server ended the {_securityContext.Name} handshake too early.");
        }

        lock (_gate) _association.Ready(_security);
        return ack;
    }

    private async ValueTask<StepResult> StepAsync(ReadOnlyMemory<byte> token)
    {
        var step = await _securityContext!.StepAsync(token).ConfigureAwait(false);
        return step.State != StepState.Refused
            ? step
            : throw new RpcConnectionException(
            AssociationEnd.AuthenticationFailed, $"The server's authentication is rejected: {step.Refusal}")
            { Refusal = step.Refusal };
    }
}
