using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Sekimori.Client.WsMan.Http;
using Sekimori.Security.Channels;

namespace Sekimori.Client.WsMan.Probe;

/// <summary>
/// Tests the way to a service step by step, from its name to a shell, and reports each attempt and answer, as a person would with dig,
/// openssl and curl.
/// </summary>
/// <param name="address">The service.</param>
/// <param name="options">How to speak to it.</param>
/// <param name="time">What time it is here.</param>
internal sealed class WsManProbe(Uri address, WsManClientOptions options, TimeProvider time)
{
    /// <summary>Kerberos rejects tickets if the clocks differ by five minutes.</summary>
    private static readonly TimeSpan WorstSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan NotableSkew = TimeSpan.FromSeconds(30);

    private readonly ServerTrust _trust = new(options.Trust);
    private DateTimeOffset? _theirClock;

    /// <summary>Runs the steps, returning each as soon as it is done. The first failed one that the rest needs is the last.</summary>
    /// <param name="withShell">Whether to open a shell, and close it.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    public async IAsyncEnumerable<ProbeStep> RunAsync(bool withShell, [EnumeratorCancellation]
        CancellationToken cancellationToken = default)
    {
        var steps = new List<(string Name, bool Needed, Func<CancellationToken, Task<(ProbeOutcome, string)>> Take)>
        {
            ("name", true, ResolveAsync),
            ("connect", true, ConnectAsync),
        };
        if (address.Scheme == Uri.UriSchemeHttps) steps.Add(("tls", true, SecureAsync));
        steps.Add(("http", true, AskAsync));
        steps.Add(("clock", false, CompareAsync));
        steps.Add(("identify", false, IdentifyAsync));
        if (options.UserName is not null || options.Initiator is not null || options.ClientCertificate is not null)
        {
            steps.Add(("logon", true, LogonAsync));
            if (withShell) steps.Add(("shell", false, OpenAsync));
        }

        foreach (var (name, needed, take) in steps)
        {
            var started = Stopwatch.GetTimestamp();
            var (outcome, finding) = await TakeAsync(take, cancellationToken).ConfigureAwait(false);
            yield return new ProbeStep(name, outcome, finding, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (needed && outcome == ProbeOutcome.Bad) yield break;
        }
    }

    private async Task<(ProbeOutcome, string)> TakeAsync(
        Func<CancellationToken, Task<(ProbeOutcome, string)>> take, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout + options.OperationTimeout);
        try
        {
            return await take(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (ProbeOutcome.Bad, "timeout: no answer; check firewalls");
        }
        catch (WsManClientException e)
        {
            return (ProbeOutcome.Bad, e.Message);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or ProxyException)
        {
            return (ProbeOutcome.Bad, HttpFailures.Of(e, address, _trust).Message);
        }
    }

    private async Task<(ProbeOutcome, string)> ResolveAsync(CancellationToken cancellationToken)
    {
        if (options.Proxy is not null && !IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out _))
            return (ProbeOutcome.Good, $"{options.Proxy} resolves the name");
        var found = await Dns.GetHostAddressesAsync(address.IdnHost.Trim('[', ']'), cancellationToken).ConfigureAwait(false);
        return found.Length == 0
            ? (ProbeOutcome.Bad, $"no host named {address.Host}")
            : (ProbeOutcome.Good, string.Join(", ", found.Select(one => one.ToString())));
    }

    private async Task<(ProbeOutcome, string)> ConnectAsync(CancellationToken cancellationToken)
    {
        await using var stream = await DialAsync(cancellationToken).ConfigureAwait(false);
        if (options.Proxy is { } proxy) return (ProbeOutcome.Good, $"{proxy} opens a tunnel to {address.Authority}");
        var there = (IPEndPoint)((NetworkStream)stream).Socket.RemoteEndPoint!;
        if (there.Address.IsIPv4MappedToIPv6) there.Address = there.Address.MapToIPv4();
        return (ProbeOutcome.Good, $"{there} accepts connections");
    }

    private async Task<(ProbeOutcome, string)> SecureAsync(CancellationToken cancellationToken)
    {
        await using var stream = await DialAsync(cancellationToken).ConfigureAwait(false);
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = address.IdnHost.Trim('[', ']'),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CipherSuitesPolicy = TlsSuites.Policy(options.CompatibleTls),
                // Looked at to the end, and evaluated afterwards.
                RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                    _trust.Evaluate(sender, certificate, chain, errors) || true,
            },
            cancellationToken).ConfigureAwait(false);
        var facts = _trust.Facts!;
        var shown =
            $"{Name(tls.SslProtocol)}, {tls.NegotiatedCipherSuite}, {facts.Subject}, until {facts.Expires:yyyy-MM-dd}, SHA-256 " +
            $"{facts.Fingerprint}";
        if (_trust.Refusal is { } refusal) return (ProbeOutcome.Bad, $"{refusal}: {shown}");
        return facts.Expires - time.GetLocalNow().LocalDateTime < TimeSpan.FromDays(30)
            ? (ProbeOutcome.Doubtful, "expires within 30 days: " + shown)
            : (ProbeOutcome.Good, shown);
    }

    private async Task<(ProbeOutcome, string)> AskAsync(CancellationToken cancellationToken)
    {
        using var session = new WsManSession(address, options);
        var (status, challenges, date) = await session.ProbeAsync(cancellationToken).ConfigureAwait(false);
        _theirClock = date;
        var offered = challenges.Select(challenge => challenge.Split(' ')[0]).Distinct().ToList();
        return (status, offered.Count) switch
        {
            (401, > 0) => (ProbeOutcome.Good, "offers " + string.Join(", ", offered)),
            (404, _) => (ProbeOutcome.Bad, $"nothing at {address.AbsolutePath}; the usual path is /wsman"),
            (403, _) => (ProbeOutcome.Bad, "offers no logon here (HTTP status 403); try https"),
            _ => (ProbeOutcome.Doubtful, $"answers with HTTP status {status} and offers no logon"),
        };
    }

    private Task<(ProbeOutcome, string)> CompareAsync(CancellationToken cancellationToken)
    {
        if (_theirClock is not { } theirs) return Task.FromResult((ProbeOutcome.Doubtful, "the service does not send its time"));
        var skew = theirs - time.GetUtcNow();
        // The header counts whole seconds.
        if (skew.Duration() <= TimeSpan.FromSeconds(2)) return Task.FromResult((ProbeOutcome.Good, "the clocks agree"));
        var text = $"its clock is {skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "ahead" : "behind")}";
        return Task.FromResult(skew.Duration() >= WorstSkew
            ? (ProbeOutcome.Bad, text + "; Kerberos rejects differences of five minutes and more")
            : skew.Duration() >= NotableSkew ? (ProbeOutcome.Doubtful, text)
            : (ProbeOutcome.Good, text));
    }

    private async Task<(ProbeOutcome, string)> IdentifyAsync(CancellationToken cancellationToken)
    {
        using var client = new WsManClient(
            address, options with
            {
                UserName = null,
                Password = null,
                Initiator = null,
                ClientCertificate = null,
                Authentication = WsManAuthentication.None
            });
        try
        {
            var answer = await client.IdentifyAsync(cancellationToken).ConfigureAwait(false);
            return (ProbeOutcome.Good, $"{answer.ProductVendor}, {answer.ProductVersion}");
        }
        catch (WsManClientException e) when (e.IsRefusal)
        {
            return (ProbeOutcome.Good, "not revealed without a logon");
        }
    }

    private async Task<(ProbeOutcome, string)> LogonAsync(CancellationToken cancellationToken)
    {
        using var client = new WsManClient(address, options);
        _ = await client.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        var bound = client.IsBoundToChannel ? ", bound to the TLS channel" : "";
        return (ProbeOutcome.Good,
            $"{options.UserName ?? (options.Initiator is null ? "the certificate's user" : "the user of the ticket")} by " +
            $"{client.ActiveScheme}{bound}");
    }

    private async Task<(ProbeOutcome, string)> OpenAsync(CancellationToken cancellationToken)
    {
        using var client = new WsManClient(address, options);
        var shell = await client.OpenShellAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await shell.DisposeAsync().ConfigureAwait(false);
        return (ProbeOutcome.Good, "opened and closed");
    }

    private Task<Stream> DialAsync(CancellationToken cancellationToken) =>
        ProxyTunnel.ConnectAsync(options.Proxy, address.IdnHost.Trim('[', ']'), address.Port, cancellationToken);

    private static string Name(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        _ => protocol.ToString(),
    };
}
