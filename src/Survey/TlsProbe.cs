using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Tls;
using Sekimori.Wire;

namespace Sekimori.Survey;

/// <summary>
/// Asks a TLS listener for versions, suites and its certificate, with hellos of our own: one a version, then one a family of suites.
/// </summary>
internal sealed class TlsProbe(IPAddress address, string host, int port, int name, SurveyOptions options, HostFacts facts)
{
    private static readonly TlsVersion[] Versions =
        [TlsVersion.Ssl3, TlsVersion.Tls10, TlsVersion.Tls11, TlsVersion.Tls12, TlsVersion.Tls13];

    private readonly string _subject = name.ToString(CultureInfo.InvariantCulture);
    private readonly string? _serverName = IPAddress.TryParse(host, out _) ? null : host;

    public async Task AskAsync(CancellationToken cancellationToken)
    {
        TlsAnswer? withCertificate = null;
        TlsVersion? best = null;
        foreach (var version in Versions)
        {
            var answer = await AskAsync($"{_subject}/{TlsNames.Of(version)}", FactId.TlsVersion, version, SuiteFamily.Every,
                cancellationToken)
                .ConfigureAwait(false);
            if (answer?.Accepts(version) != true) continue;
            if (version < TlsVersion.Tls13) best = version;
            if (answer.Certificate.Length > 0) withCertificate = answer;
        }

        if (best is { } old)
            foreach (var family in SuiteFamily.Weak)
                await AskAsync($"{_subject}/{family.Name}", FactId.TlsSuite, old, family.Suites, cancellationToken).ConfigureAwait(false);
        // Anonymous and NULL suites come first for some servers: ask again with the usual ones for the certificate that clients see.
        if (best is { } clear)
            withCertificate = await HelloAsync(clear, SuiteFamily.Usual, cancellationToken)
                .ConfigureAwait(false) is { Certificate.Length: > 0 } usual
                ? usual : withCertificate;
        await AddCertificateAsync(withCertificate, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TlsAnswer?> AskAsync(
        string subject, string id, TlsVersion version, IReadOnlyList<ushort> suites, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await SendAsync(version, suites, cancellationToken).ConfigureAwait(false);
            facts.Add(id, subject, answer is null or { Version: null, Alert: null } ? "rejected (connection closed)"
                : answer.Describe(version));
            return answer;
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException or MalformedException)
        {
            facts.Add(id, subject, failure is TimeoutException ? "no answer" : $"error ({failure.Message})");
            return null;
        }
    }

    private async Task<TlsAnswer?> HelloAsync(TlsVersion version, IReadOnlyList<ushort> suites, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(version, suites, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException or MalformedException)
        {
            return null;
        }
    }

    private Task<TlsAnswer?> SendAsync(TlsVersion version, IReadOnlyList<ushort> suites, CancellationToken cancellationToken) =>
        RawExchange.AskAsync(
            address, port, ClientHello.Write(version, suites, _serverName, RandomNumberGenerator.GetBytes(96)), TlsAnswerReader.MaxBytes,
                options,
            (bytes, isEnded) => TlsAnswerReader.Read(bytes.Span, isEnded), cancellationToken);

    private async Task AddCertificateAsync(TlsAnswer? answer, CancellationToken cancellationToken)
    {
        try
        {
            if (answer is not null)
            {
                if (CertificateFacts.TryAdd(facts, _subject, host, answer.Certificate, answer.Chain, options.Authorities) is { } wrong)
                    facts.Add(FactId.Trouble, _subject, $"certificate: {wrong}");
            }
            else if (facts.Find(FactId.TlsVersion, $"{_subject}/TLS 1.3") is { } modern
                && modern.Value.StartsWith("accepted", StringComparison.Ordinal))
                await HandshakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is CryptographicException or SocketException or TimeoutException or IOException
            or AuthenticationException)
        {
            facts.Add(FactId.Trouble, _subject, $"certificate: {failure.Message}");
        }
    }

    // A listener with TLS 1.3 alone shows its certificate only after a real key exchange.
    private async Task HandshakeAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.AnswerTimeout);
        try
        {
            using var socket = await PortProbe.ConnectAsync(address, port, options, limit.Token).ConfigureAwait(false);
            using var stream = new SslStream(new NetworkStream(socket));
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = _serverName ?? "",
                    EnabledSslProtocols = SslProtocols.Tls13,
                    // Looked at, not trusted: nothing is sent over this connection.
                    RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                    {
                        if (certificate is null) return false;
                        using var shown = new X509Certificate2(certificate);
                        CertificateFacts.Add(facts, _subject, host, shown, [.. chain?.ChainElements.Select(one => one.Certificate) ?? []],
                            options.Authorities);
                        return true;
                    },
                }, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("the handshake did not end");
        }
    }
}
