using System.Buffers;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Security.Kerberos;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Http;

/// <content>The choice of a scheme, and its handshake.</content>
internal sealed partial class WsManSession
{
    private async Task BeginDigestAsync(CancellationToken cancellationToken)
    {
        if (_options is not { UserName: { } user, Password: { } password })
            throw new WsManClientException(WsManFailure.Misuse, "Digest needs a user and a password");
        var (_, challenges, _) = await ProbeAsync(cancellationToken).ConfigureAwait(false);
        var digest = new DigestSession(PasswordCredential.Parse(user, password), _address);
        if (!digest.Take(challenges))
            throw new WsManClientException(WsManFailure.LogonRefused, $"{_address.Authority} does not offer Digest");
        _digest = digest;
    }

    private async Task<WsManAuthentication> ChooseAsync(CancellationToken cancellationToken)
    {
        if (_options is { UserName: null, Initiator: null })
            return _options.ClientCertificate is null ? WsManAuthentication.None : WsManAuthentication.Certificate;
        if (_options.Initiator is null) return WsManAuthentication.Basic;
        var (_, challenges, _) = await ProbeAsync(cancellationToken).ConfigureAwait(false);
        if (challenges.Any(challenge => IsOf(challenge, "Negotiate")))
            return _options.Initiator.Schemes.Contains(SecurityScheme.Spnego) ? WsManAuthentication.Negotiate : WsManAuthentication.Ntlm;
        if (challenges.Any(challenge => IsOf(challenge, "Kerberos")) && _options.Initiator.Schemes.Contains(SecurityScheme.Kerberos))
            return WsManAuthentication.Kerberos;
        if (_options.Password is not null && challenges.Any(challenge => IsOf(challenge, "Digest"))) return WsManAuthentication.Digest;
        if (_options.Password is not null && challenges.Any(challenge => IsOf(challenge, "Basic"))) return WsManAuthentication.Basic;
        var offered = challenges.Count == 0
            ? "none"
            : string.Join(", ", challenges.Select(challenge => challenge.Split(' ')[0]).Distinct());
        throw new WsManClientException(
            WsManFailure.LogonRefused,
            $"{_address.Authority} offers no scheme that these credentials can be used with (offered: {offered})");
    }

    private async Task HandshakeAsync(CancellationToken cancellationToken)
    {
        // The channel can be bound to only once it exists: a ticket names it in the first message, NTLM in its last.
        if (IsTls && Trust.Channel is null && !BindsLast) _ = await ProbeAsync(cancellationToken).ConfigureAwait(false);
        var wanted = _scheme switch
        {
            WsManAuthentication.Kerberos => SecurityScheme.Kerberos,
            WsManAuthentication.Ntlm => SecurityScheme.Ntlm,
            WsManAuthentication.CredSsp => SecurityScheme.CredSsp,
            _ => SecurityScheme.Spnego,
        };
        var options = new ContextOptions
        {
            Level = ProtectionLevel.Privacy, Channel = IsTls ? Trust.Channel : null,
            // Never a logon over TLS that is bound to nothing: whoever gets it could pass it on.
            ChannelLater = !IsTls || !BindsLast ? null : () => Trust.Channel ?? throw new WsManClientException(
                WsManFailure.Tls, $"{_address.Authority} presented no certificate that a logon could be bound to"),
            Target = _options.Service ?? "HTTP/" + _address.Host,
        };
        var context = await InitiateAsync(wanted, options).ConfigureAwait(false)
            ?? throw new WsManClientException(
            WsManFailure.Misuse, $"these credentials do not fit {_scheme}; specify a user and a password, or get a ticket (kinit)");
        try
        {
            var name = _scheme switch
            {
                WsManAuthentication.Kerberos => "Kerberos",
                WsManAuthentication.CredSsp => "CredSSP",
                _ => "Negotiate",
            };
            await StepAsync(context, name, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            context.Dispose();
            throw;
        }

        _context = context;
    }

    // An initiator that acts for somebody asks the KDC first ([MS-SFU] 3.1.5.1.1).
    private async ValueTask<SecurityContext?> InitiateAsync(SecurityScheme wanted, ContextOptions options) =>
        _options.Initiator is { } initiator && initiator.Schemes.Contains(SecurityScheme.Kerberos)
            ? await KdcThread.RunAsync(() => initiator.Initiate(wanted, options)).ConfigureAwait(false)
            : _options.Initiator?.Initiate(wanted, options);

    // Initiators of others may want the channel at once, and so does CredSSP.
    private bool BindsLast => _scheme is WsManAuthentication.Ntlm or WsManAuthentication.Negotiate
        && _options.Initiator is SecurityInitiator own && !own.Schemes.Contains(SecurityScheme.Kerberos);

    private async Task StepAsync(SecurityContext context, string scheme, CancellationToken cancellationToken)
    {
        byte[] theirs = [];
        for (var leg = 0; leg < MaxLegs; leg++)
        {
            var step = await context.StepAsync(theirs).ConfigureAwait(false);
            if (step.State == StepState.Refused)
                throw new WsManClientException(
                    WsManFailure.LogonRefused,
                    $"the logon at {_address.Authority} failed: {step.Refusal?.Detail ?? "its answer is not to be believed"}");
            if (step.State == StepState.Complete && step.Token.IsEmpty) return;
            var answer = await _channel.ExchangeAsync(
                [], EnvelopeCharset.Utf8.ContentType(), $"{scheme} {Convert.ToBase64String(step.Token.Span)}", null, WayAndBack,
                cancellationToken).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(answer.Bytes);
            if (answer.Status != 401 && context.IsComplete) return;
            theirs = TokenOf(answer.Challenges, scheme) ?? [];
            if (theirs.Length > 0) continue;
            if (answer.Status == 401)
                throw new WsManClientException(
                    WsManFailure.LogonRefused,
                    $"{_address.Authority} denied the logon of {_options.UserName ?? "this user"}; check user and password, and that " +
                    $"{scheme} is offered");
            if (context.IsComplete) return;
            throw new WsManClientException(
                WsManFailure.LogonRefused, $"{_address.Authority} aborted the logon with HTTP status {answer.Status}");
        }

        throw new WsManClientException(WsManFailure.LogonRefused, $"the logon at {_address.Authority} does not complete");
    }

    private static byte[]? TokenOf(IReadOnlyList<string> challenges, string scheme)
    {
        foreach (var challenge in challenges)
        {
            if (!IsOf(challenge, scheme) || challenge.Length <= scheme.Length + 1) continue;
            var token = new byte[challenge.Length];
            if (Convert.TryFromBase64String(challenge[(scheme.Length + 1)..].Trim(), token, out var count)) return token[..count];
        }

        return null;
    }
}
