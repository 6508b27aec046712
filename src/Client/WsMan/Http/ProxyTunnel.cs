using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Sekimori.Client.WsMan.Http;

/// <summary>
/// Makes connections: to the service itself, or through a proxy's tunnel, which is the service's connection from then on.
/// </summary>
internal static class ProxyTunnel
{
    /// <summary>Bytes of a proxy's answer: Squid's have some hundreds, with a page after them that is not read.</summary>
    private const int AnswerLimit = 16 * 1024;

    /// <summary>Connects.</summary>
    /// <param name="proxy">The proxy; null for none.</param>
    /// <param name="host">The service's host.</param>
    /// <param name="port">Its port.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProxyException">The proxy does not make a tunnel.</exception>
    /// <exception cref="SocketException">The service cannot be reached, without a proxy.</exception>
    internal static async Task<Stream> ConnectAsync(WsManProxy? proxy, string host, int port, CancellationToken cancellationToken)
    {
        if (proxy is null) return await DialAsync(host, port, cancellationToken).ConfigureAwait(false);
        Stream? stream = null;
        try
        {
            stream = await DialAsync(proxy.Address.IdnHost.Trim('[', ']'), proxy.Address.Port, cancellationToken).ConfigureAwait(false);
            if (proxy.Address.Scheme == "https")
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = proxy.Address.IdnHost }, cancellationToken).ConfigureAwait(false);
            }
            if (proxy.Address.Scheme.StartsWith("socks", StringComparison.Ordinal))
                await SocksHandshake.AskAsync(stream, proxy, host, port, cancellationToken).ConfigureAwait(false);
            else await AskAsync(stream, proxy, host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}",
                cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            throw new ProxyException($"the proxy {proxy} cannot connect to {host}:{port}: {e.Message.TrimEnd('.')}", e);
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task AskAsync(Stream stream, WsManProxy proxy, string authority, CancellationToken cancellationToken)
    {
        var user = Uri.UnescapeDataString(proxy.Address.UserInfo);
        var logon = user.Length > 0
            ? $"Proxy-Authorization: Basic " +
            $"{Convert.ToBase64String(Encoding.UTF8.GetBytes(user.Contains(':', StringComparison.Ordinal) ? user : user + ":"))}\r\n"
            : "";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: Sekimori\r\n{logon}\r\n"),
            cancellationToken).ConfigureAwait(false);
        var status = StatusOf(await ReadAsync(stream, proxy, cancellationToken).ConfigureAwait(false));
        if (status is >= 200 and < 300) return;
        throw new ProxyException(status switch
        {
            407 =>
                $"the proxy {proxy} requires a logon; set its user and password in HTTPS_PROXY or HTTP_PROXY " +
                $"(http://user:password@host:port)",
            0 => $"{proxy} is not an HTTP proxy",
            _ =>
                $"the proxy {proxy} denied a tunnel to {authority} (HTTP status {status}); permit CONNECT to this port, or bypass the " +
                $"proxy with --no-proxy or NO_PROXY",
        });
    }

    // Byte by byte: what follows the empty line belongs to the service.
    private static async Task<string> ReadAsync(Stream stream, WsManProxy proxy, CancellationToken cancellationToken)
    {
        var answer = new List<byte>(512);
        var one = new byte[1];
        while (answer.Count < AnswerLimit)
        {
            if (await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0)
                throw new ProxyException($"the proxy {proxy} closed the connection without an answer");
            answer.Add(one[0]);
            if (answer.Count >= 4 && answer[^1] == '\n' && (answer[^2] == '\n' || (answer[^2] == '\r' && answer[^3] == '\n')))
                return Encoding.Latin1.GetString([.. answer]);
        }
        throw new ProxyException($"the proxy {proxy} answered with more than {AnswerLimit} bytes");
    }

    private static int StatusOf(string answer)
    {
        var words = answer.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 2 && words[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            && int.TryParse(words[1].Trim(), out var status) ? status : 0;
    }
}
