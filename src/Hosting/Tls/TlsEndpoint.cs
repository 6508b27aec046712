using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Sekimori.Hosting.Tls;

/// <summary>Puts TLS in front of an endpoint.</summary>
public static class TlsEndpoint
{
    // A handshake takes two round trips; who needs longer than this only occupies a connection.
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// TLS 1.2 and 1.3 with the certificate that <paramref name="keeper"/> holds when a connection begins. The connection's features then hold that <see cref="ServerCertificate"/>,
    /// for channel bindings.
    /// </summary>
    /// <param name="listen">The endpoint.</param>
    /// <param name="keeper">The certificate.</param>
    /// <param name="asksForClientCertificate">True where clients may show a certificate; who shows none is served all the same, and what is shown is judged later, by the mapping to accounts.</param>
    public static ListenOptions UseTls(this ListenOptions listen, CertificateKeeper keeper, bool asksForClientCertificate = false) =>
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = context =>
            {
                var certificate = keeper.Current;
                context.Connection.Features.Set(certificate);
                return ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate.Context,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ClientCertificateRequired = asksForClientCertificate,
                    RemoteCertificateValidationCallback = asksForClientCertificate ? (_, _, _, _) => true : null,
                    // HTTP/2 shares a connection among streams; a logon belongs to a connection ([MS-WSMV] 2.2.9.1).
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                    // A renegotiation is a cheap way to burn a server's time.
                    AllowRenegotiation = false,
                });
            },
        });
}
