using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Sekimori.Security.Channels;

namespace Sekimori.Client.WsMan.Http;

/// <summary>
/// One HTTP/1.1 connection: what NTLM and Kerberos prove belongs to the connection. One exchange at a time; a connection that was closed is
/// opened again.
/// </summary>
internal sealed class HttpChannel : IDisposable
{
    /// <summary>Beside the envelope: MIME parts, signature, UTF-16's mark.</summary>
    private const int Slack = 64 * 1024;

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _address;
    private readonly WsManClientOptions _options;

    internal HttpChannel(Uri address, WsManClientOptions options)
    {
        _address = address;
        _options = options;
        Trust = new ServerTrust(options.Trust);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            ConnectTimeout = options.ConnectTimeout,
            // The handler's own proxies forward single requests over http; a tunnel keeps the connection one and the same.
            UseProxy = false,
            ConnectCallback = options.Dial is null && options.Proxy is null ? null : ConnectAsync,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 128,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CipherSuitesPolicy = TlsSuites.Policy(options.CompatibleTls),
                RemoteCertificateValidationCallback = Trust.Evaluate,
                CertificateChainPolicy = Trust.ChainPolicy,
                ClientCertificates = options.ClientCertificate is { } certificate ? [certificate] : null,
            },
        });
    }

    /// <summary>The server's certificate.</summary>
    internal ServerTrust Trust { get; }

    /// <summary>Sends one request and reads its whole answer.</summary>
    /// <param name="body">The body; empty for a leg of a handshake.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="authorization">The Authorization header, or null.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="limit">When to give up.</param>
    /// <param name="cancellationToken">Ends the wait, and the connection with it.</param>
    /// <exception cref="WsManClientException">There was no answer.</exception>
    internal async Task<HttpAnswer> ExchangeAsync(
        byte[] body, string contentType, string? authorization, (string Name, string Value)? headers, TimeSpan limit,
        CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (_options.Chunked && body.Length > 0)
        {
            request.Headers.TransferEncodingChunked = true;
            request.Content.Headers.ContentLength = null;
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "Sekimori");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (headers is { } further) request.Headers.TryAddWithoutValidation(further.Name, further.Value);
        try
        {
            using var response = await _invoker.SendAsync(request, time.Token).ConfigureAwait(false);
            return await TakeAsync(response, time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            if (e.InnerException is TimeoutException connect) throw HttpFailures.Of(connect, _address, Trust);
            throw new WsManClientException(
                WsManFailure.TimedOut, $"{_address.Authority} did not answer within {limit.TotalSeconds:0} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException or ProxyException)
        {
            throw HttpFailures.Of(e, _address, Trust);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<HttpAnswer> TakeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var most = _options.MaxEnvelopeSize + Slack;
        var length = (response.Content.Headers.ContentLength + 1) ?? 16 * 1024;
        if (length - 1 > most)
            throw new WsManClientException(
                WsManFailure.Malformed,
                $"{_address.Authority} answered with {length - 1} bytes, over the limit of {_options.MaxEnvelopeSize}");
        var bytes = ArrayPool<byte>.Shared.Rent((int)length);
        var count = 0;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                if (count == bytes.Length)
                {
                    if (count > most)
                        throw new WsManClientException(
                            WsManFailure.Malformed,
                            $"{_address.Authority} answered with more than the limit of {_options.MaxEnvelopeSize} bytes");
                    var larger = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
                    bytes.AsSpan(0, count).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(bytes);
                    bytes = larger;
                }

                var read = await stream.ReadAsync(bytes.AsMemory(count), cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                count += read;
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }

        var challenges = response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? values.ToArray() : [];
        return new HttpAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", challenges,
            response.Headers.Date, bytes, count)
        {
            AuthenticationInfo = response.Headers.NonValidated.TryGetValues("Authentication-Info", out var info) ? info.ToString() : null,
        };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var stream = _options.Dial is { } dial
            ? await dial(host, port, cancellationToken).ConfigureAwait(false)
            : await ProxyTunnel.ConnectAsync(_options.Proxy, host, port, cancellationToken).ConfigureAwait(false);
        // The handler takes a stream of TLS for the one to the service: with that of a proxy, it would send requests and passwords through
        // the tunnel in the clear, and evaluate no certificate.
        return stream is SslStream ? new PassingStream(stream) : stream;
    }
}
