using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Http;
using Sekimori.Security;
using Sekimori.Security.Channels;

namespace Sekimori.Client.Gateway;

/// <summary>
/// Opens streams to targets through a gateway: TLS with a verified certificate, CONNECT, a logon at the gate that is bound to that channel.
/// Thread-safe; each stream is a connection of its own.
/// </summary>
/// <param name="gate">The gate; https.</param>
/// <param name="options">The caller's identity, and which certificates are trusted.</param>
internal sealed class GatewayClient(Uri gate, WsManClientOptions options)
{
    // NTLM takes two requests, SPNEGO may take one more; a gate closes after eight.
    private const int MaxLegs = 6;

    private static readonly string[] Words = ["Negotiate", "Basic"];

    /// <summary>The gate, for people.</summary>
    public string Name => gate.Authority;

    /// <summary>Opens a stream.</summary>
    /// <param name="target">The target's name at the gate.</param>
    /// <param name="port">Its port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="header">A further header line of the request, with its end.</param>
    /// <exception cref="WsManClientException">There is none; the message says why.</exception>
    public async Task<Stream> OpenAsync(string target, int port, CancellationToken cancellationToken, string header = "")
    {
        var trust = new ServerTrust(options.Trust);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout + options.OperationTimeout);
        SslStream? tls = null;
        try
        {
            var stream = await ProxyTunnel.ConnectAsync(options.Proxy, gate.IdnHost.Trim('[', ']'), gate.Port, limit.Token)
                .ConfigureAwait(false);
            tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = gate.IdnHost.Trim('[', ']'),
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CipherSuitesPolicy = TlsSuites.Policy(options.CompatibleTls),
                    RemoteCertificateValidationCallback = trust.Evaluate,
                    CertificateChainPolicy = trust.ChainPolicy,
                },
                limit.Token).ConfigureAwait(false);
            await AskAsync(tls, target.Contains(':', StringComparison.Ordinal) ? $"[{target}]:{port}" : $"{target}:{port}", trust.Channel,
                header, limit.Token).ConfigureAwait(false);
            return tls;
        }
        catch (Exception failure)
        {
            if (tls is not null) await tls.DisposeAsync().ConfigureAwait(false);
            throw failure switch
            {
                OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                    new WsManClientException(WsManFailure.TimedOut, $"{Name} did not answer in time", failure),
                IOException or SocketException or AuthenticationException or ProxyException => HttpFailures.Of(failure, gate, trust),
                _ => failure,
            };
        }
    }

    private async Task AskAsync(
        SslStream tls, string authority, ChannelBindings? channel, string header, CancellationToken cancellationToken)
    {
        var scheme = options.Initiator is null || options.Authentication == WsManAuthentication.Basic ? "Basic" : "Negotiate";
        using var context = scheme == "Basic" ? null : Initiate(channel);
        byte[] theirs = [];
        for (var leg = 0; leg < MaxLegs; leg++)
        {
            var credentials = context is null ? Basic() : Step(context, theirs);
            var answer = await GatewayReply.AskAsync(tls, authority, $"{scheme} {credentials}", header, cancellationToken)
                .ConfigureAwait(false);
            if (answer.Status == 200) return;
            if (answer.Status != 407)
                throw new WsManClientException(WsManFailure.HttpRefused, $"{Name} refused {authority}: {answer.Reason}");
            if (context is null || answer.TokenOf(scheme) is not { Length: > 0 } token) throw Denied(answer);
            theirs = token;
        }
        throw new WsManClientException(WsManFailure.LogonRefused, $"the logon at {Name} does not complete");
    }

    private WsManClientException Denied(in GatewayReply answer)
    {
        var offered = answer.Challenges.Select(challenge => challenge.Split(' ')[0]).ToList();
        var isOffered = offered.Exists(word => Words.Contains(word, StringComparer.OrdinalIgnoreCase));
        return new(WsManFailure.LogonRefused, isOffered
            ? $"{Name} denied the logon of {options.UserName ?? "this user"}; check user and password" +
            $"{(answer.RetryAfter > 0 ? $", and wait {answer.RetryAfter} s" : "")}"
            : $"{Name} offers no scheme that these credentials can be used with (offered: {string.Join(", ", offered)})");
    }

    private SecurityContext Initiate(ChannelBindings? channel)
    {
        var wanted = options.Authentication switch
        {
            WsManAuthentication.Kerberos => SecurityScheme.Kerberos,
            WsManAuthentication.Ntlm => SecurityScheme.Ntlm,
            _ => SecurityScheme.Spnego,
        };
        // TLS protects the bytes: the handshake proves who asks, bound to this channel, and signs nothing.
        return options.Initiator!.Initiate(wanted, new ContextOptions
        {
            Level = Guard.ProtectionLevel.Connect, Channel = channel, Target = options.Service ?? "HTTP/" + gate.Host
        }) ?? throw new WsManClientException(WsManFailure.Misuse,
            $"these credentials do not fit {wanted}; specify a user and a password, or get a ticket (kinit)");
    }

    private string Step(SecurityContext context, byte[] theirs)
    {
        var step = context.Step(theirs);
        return step.State != StepState.Refused && !step.Token.IsEmpty
            ? Convert.ToBase64String(step.Token.Span)
            : throw new WsManClientException(WsManFailure.LogonRefused,
                $"the logon at {Name} failed: {step.Refusal?.Detail ?? "its answer is not to be believed"}");
    }

    private string Basic() => options is { UserName: { } user, Password: { } password }
        ? Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}"))
        : throw new WsManClientException(WsManFailure.Misuse, $"{Name} requires a logon; specify a user (--user)");
}
