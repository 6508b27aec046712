using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Sekimori.Security.Channels;

namespace Sekimori.Survey;

/// <summary>A WS-Management service for single questions without a logon. Each request has a connection of its own, and a limit.</summary>
internal sealed class HttpDoor : IDisposable
{
    /// <summary>The longest answer that is read: an envelope of one object has 10 KB.</summary>
    public const int MaxBody = 128 * 1024;

    // Suites without forward secrecy too: a weak service is what the audit is for.
    private static readonly TlsCipherSuite[] Old =
    [
        TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, TlsCipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    ];

    private readonly HttpMessageInvoker _invoker;
    private readonly SurveyOptions _options;

    /// <summary>Prepares questions.</summary>
    /// <param name="address">The address.</param>
    /// <param name="host">The name for the Host header and TLS.</param>
    /// <param name="port">The port.</param>
    /// <param name="isTls">Whether it has TLS.</param>
    /// <param name="options">The limits.</param>
    public HttpDoor(IPAddress address, string host, int port, bool isTls, SurveyOptions options)
    {
        _options = options;
        Address = new UriBuilder(isTls ? "https" : "http", host, port, "/wsman").Uri;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.Zero, MaxConnectionsPerServer = 1, MaxResponseHeadersLength = 64,
            ConnectCallback = async (_, cancellation) =>
                new NetworkStream(await PortProbe.ConnectAsync(address, port, options, cancellation).ConfigureAwait(false),
                    ownsSocket: true),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CipherSuitesPolicy = OperatingSystem.IsWindows() || OperatingSystem.IsAndroid()
                    ? null
                    : new CipherSuitesPolicy([.. TlsSuites.Of(isCompatible: true), .. Old]),
                // Nothing secret is sent.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
        });
    }

    /// <summary>Its address.</summary>
    public Uri Address { get; }

    /// <summary>Asks with POST.</summary>
    /// <param name="body">The envelope; empty for none.</param>
    /// <param name="authorization">The Authorization header; null for none.</param>
    /// <param name="isIdentify">Whether to add the header that anonymous Identify needs on Windows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">No answer that is HTTP.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public async Task<HttpDoorAnswer> AskAsync(string body, string? authorization, bool isIdentify, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.AnswerTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/soap+xml", "UTF-8");
        // The audit says who it is.
        request.Headers.TryAddWithoutValidation("User-Agent", "sekimori-audit");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (isIdentify) request.Headers.TryAddWithoutValidation("WSMANIDENTIFY", "unauthenticated");
        try
        {
            using var response = await _invoker.SendAsync(request, limit.Token).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            var kept = new AnswerBuffer(MaxBody);
            while (!kept.IsFull && await stream.ReadAsync(kept.Free(), limit.Token).ConfigureAwait(false) is > 0 and var count)
                kept.Advance(count);
            return new((int)response.StatusCode, Header(response, "WWW-Authenticate"), string.Join(' ', Header(response, "Server")),
                Encoding.UTF8.GetString(kept.Written.Span));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {_options.AnswerTimeout.TotalSeconds:0.#} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private static string[] Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? [.. values.Take(20)] : [];
}
