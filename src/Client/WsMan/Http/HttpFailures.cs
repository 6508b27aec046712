using System.Net.Sockets;
using System.Security.Authentication;

namespace Sekimori.Client.WsMan.Http;

/// <summary>What HTTP's exceptions and statuses mean to the caller.</summary>
internal static class HttpFailures
{
    /// <summary>An exception on the way.</summary>
    internal static WsManClientException Of(Exception failure, Uri where, ServerTrust trust)
    {
        var inner = failure;
        while (inner is HttpRequestException or IOException && inner.InnerException is { } cause) inner = cause;
        var place = where.Authority;
        return inner switch
        {
            AuthenticationException when trust.Refusal is { } refusal => new(
                WsManFailure.Tls,
                $"{place} is not trusted: {refusal}; check it and specify the file of its authority (--ca), or pin it with " +
                $"--fingerprint {trust.Facts?.Fingerprint}",
                failure),
            AuthenticationException => new(
                WsManFailure.Tls,
                $"{place} does not support the TLS of this client ({inner.Message.TrimEnd('.')}); is it an HTTP port, or a server that " +
                $"needs --tls compatible?",
                failure),
            ProxyException proxy => new(WsManFailure.Unreachable, proxy.Message, failure),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                new(WsManFailure.Unreachable, $"nothing listens on {place}; check that the service is running and the port is correct",
                failure),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                new(WsManFailure.Unreachable, $"no host named {where.Host}", failure),
            SocketException { SocketErrorCode: SocketError.TimedOut } =>
                new(WsManFailure.TimedOut, $"no answer from {place}; check firewalls", failure),
            SocketException { SocketErrorCode: SocketError.ConnectionReset } =>
                new(WsManFailure.Unreachable, $"{place} closed the connection; this machine may not be on its allow list", failure),
            SocketException socket => new(WsManFailure.Unreachable, $"{place} cannot be reached: {socket.Message.TrimEnd('.')}", failure),
            TimeoutException => new(WsManFailure.TimedOut, $"timeout while connecting to {place}; check firewalls", failure),
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
                or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
                new(WsManFailure.Unreachable, $"{place} closed the connection without an answer; this machine may not be on its allow list",
                failure),
            _ => new(WsManFailure.Unreachable, $"{place} did not answer with HTTP: {inner.Message.TrimEnd('.')}", failure),
        };
    }

    /// <summary>A status that is neither 200 nor a fault's 500.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="where">The service.</param>
    /// <param name="loggedOn">True if credentials were given.</param>
    internal static WsManClientException Of(in HttpAnswer answer, Uri where, bool loggedOn)
    {
        var says = answer.ContentType.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) && answer.Count is > 0 and < 512
            ? " (" + System.Text.Encoding.UTF8.GetString(answer.Bytes, 0, answer.Count).Trim().TrimEnd('.') + ")"
            : "";
        return answer.Status switch
        {
            401 when !loggedOn => new(WsManFailure.LogonRefused, $"{where.Authority} requires a logon; specify a user (--user)"),
            401 => new(WsManFailure.LogonRefused, $"{where.Authority} denied the logon; check user and password"),
            403 => new(WsManFailure.HttpRefused, $"{where.Authority} denied the request{says}"),
            404 => new(WsManFailure.HttpRefused, $"{where.Authority} has nothing at {where.AbsolutePath}; the usual path is /wsman"),
            413 => new(WsManFailure.HttpRefused, $"{where.Authority} rejected the request as too large{says}"),
            503 => new(WsManFailure.HttpRefused, $"{where.Authority} is too busy{says}; try again later"),
            _ => new(WsManFailure.HttpRefused, $"{where.Authority} answered with HTTP status {answer.Status}{says}"),
        };
    }
}
