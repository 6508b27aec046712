using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sekimori.Server.Admission;

namespace Sekimori.Server.Tls;

/// <summary>Puts TLS in front of an endpoint.</summary>
internal static class TlsEndpoint
{
    // A handshake takes two round trips; who needs longer than this only occupies a connection.
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What TLS adds to a connection from its first record on, OpenSSL's state and SslStream's buffers: 47 KB in all, measured.
    /// </summary>
    private const int Cost = 24 * 1024;

    /// <summary>
    /// TLS 1.2 and 1.3 with the certificate that <paramref name="source"/> holds when a connection starts. The connection's features then
    /// hold that <see cref="ServerCertificate"/>, for channel bindings.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="source">The certificate.</param>
    /// <param name="asksForClientCertificate">
    /// Whether a connection that starts now is asked for the client's certificate; null for never. Who shows none is served nevertheless;
    /// what is shown is a <see cref="ShownCertificate"/> among the connection's features, and evaluated at the logon.
    /// </param>
    /// <param name="rules">Which suites are taken, and where failed handshakes are logged; null for the system's suites and no log.</param>
    public static ListenOptions UseTls(
        this ListenOptions listen, ICertificateSource source, Func<bool>? asksForClientCertificate = null, TlsRules? rules = null)
    {
        if (rules is not null) listen.Use(next => connection => WatchAsync(connection, next, rules));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = context =>
            {
                var certificate = source.Current;
                context.Connection.Features.Set(certificate);
                Enter(context.Connection);
                var options = Options(certificate, rules?.PolicyFor(certificate));
                if (asksForClientCertificate?.Invoke() == true)
                {
                    options.ClientCertificateRequired = true;
                    options.CertificateChainPolicy = AcceptAnyChain();
                    options.RemoteCertificateValidationCallback = (_, shown, chain, _) => Keep(context.Connection.Features, shown, chain);
                }
                return ValueTask.FromResult(options);
            },
        });
        listen.Use(next => connection =>
        {
            connection.Features.Get<HelloReader>()?.Forget();
            if (connection.Features.Get<ISslStreamFeature>()?.SslStream is not { } tls) return next(connection);
            if (rules?.Allows(tls.NegotiatedCipherSuite) == false)
            {
                rules.WarnOfSuite(tls.NegotiatedCipherSuite);
                connection.Abort();
                return Task.CompletedTask;
            }
            if (!RecordBuffers.TryRelease(tls)) rules?.WarnOfBuffers();
            return next(connection);
        });
        return listen;
    }

    /// <summary>How a connection is made that asks for no certificate of the client.</summary>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="suites">Its suites; null where an SSL_CTX that connections share has them, or the system says.</param>
    internal static SslServerAuthenticationOptions Options(ServerCertificate certificate, CipherSuitesPolicy? suites) => new()
    {
        ServerCertificateContext = certificate.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CipherSuitesPolicy = suites,
        // HTTP/2 shares a connection among streams; a logon belongs to a connection ([MS-WSMV] 2.2.9.1).
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        // A renegotiation is a cheap way to burn a server's time.
        AllowRenegotiation = false,
        // What .NET calls this is the SSL_CTX that connections share. With a policy of suites each has one of its own, with keys of its own
        // for tickets: a ticket that it gives opens nothing, and costs two sessions and their encryption in each handshake.
        AllowTlsResume = suites is null,
    };

    // Kestrel's TLS keeps its failures to itself; a connection that does not come out after it has failed.
    private static async Task WatchAsync(ConnectionContext connection, ConnectionDelegate next, TlsRules rules)
    {
        var transport = connection.Transport;
        var hello = new HelloReader(transport.Input, connection.Features.Get<IConnectionBudget>());
        connection.Features.Set(hello);
        connection.Transport = new CountedPipe(hello, transport.Output);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = transport;
            rules.Failed(connection.RemoteEndPoint, hello.Head);
            hello.Forget();
        }
    }

    // The client has sent its first message: from here on TLS holds something for it.
    private static void Enter(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionBudget>() is not { } budget) return;
        budget.MarkActive();
        if (!budget.TryHold(Cost)) throw new AuthenticationException("over budget: memory before a logon");
    }

    // The chain is built at the logon, by rules of its own. Nothing is fetched here: any client may present a certificate that names where
    // to fetch from.
    private static X509ChainPolicy AcceptAnyChain() =>
        new()
        {
            DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust
        };

    private static bool Keep(IFeatureCollection features, X509Certificate? shown, X509Chain? chain)
    {
        if (shown is null) return true;
        // TLS disposes of its own.
        features.Set(
            new ShownCertificate(new X509Certificate2(shown),
            [.. chain?.ChainPolicy.ExtraStore.Select(sent => new X509Certificate2(sent)) ?? []]));
        return true;
    }
}
