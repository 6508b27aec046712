using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sekimori.Gate.Gateway;

/// <summary>The answers to CONNECT.</summary>
internal static class GatewayAnswer
{
    /// <summary>Says that the bytes that follow are the target's (RFC 9110 9.3.6: without a length).</summary>
    public static ValueTask<FlushResult> OpenAsync(PipeWriter output, string? token, CancellationToken cancellationToken) =>
        WriteAsync(output, $"HTTP/1.1 200 Connection established\r\n{(token is null ? "" : $"Proxy-Authenticate: {token}\r\n")}\r\n",
            cancellationToken);

    /// <summary>Asks for a logon.</summary>
    public static ValueTask<FlushResult> ChallengeAsync(
        PipeWriter output, IEnumerable<string> challenges, TimeSpan retryAfter, bool keepsAlive, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("HTTP/1.1 407 Proxy Authentication Required\r\n");
        foreach (var challenge in challenges) text.Append(CultureInfo.InvariantCulture, $"Proxy-Authenticate: {challenge}\r\n");
        // RFC 9110 10.2.3: whole seconds.
        if (retryAfter > TimeSpan.Zero)
            text.Append(CultureInfo.InvariantCulture, $"Retry-After: {(int)Math.Ceiling(retryAfter.TotalSeconds)}\r\n");
        text.Append(keepsAlive ? "Proxy-Connection: keep-alive\r\n" : "Connection: close\r\nProxy-Connection: close\r\n");
        return WriteAsync(output, text.Append("Content-Length: 0\r\n\r\n").ToString(), cancellationToken);
    }

    /// <summary>Refuses, with the reason for people. The connection is closed afterwards.</summary>
    public static ValueTask<FlushResult> RefuseAsync(PipeWriter output, int status, string why, CancellationToken cancellationToken)
    {
        var body = why + "\n";
        return WriteAsync(output,
            $"HTTP/1.1 {status} {Phrase(status)}\r\nContent-Type: text/plain;charset=utf-8\r\n" +
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}", cancellationToken);
    }

    private static string Phrase(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Bad Request",
        StatusCodes.Status403Forbidden => "Forbidden",
        StatusCodes.Status408RequestTimeout => "Request Timeout",
        StatusCodes.Status502BadGateway => "Bad Gateway",
        StatusCodes.Status503ServiceUnavailable => "Service Unavailable",
        _ => "Gateway Timeout",
    };

    private static ValueTask<FlushResult> WriteAsync(PipeWriter output, string text, CancellationToken cancellationToken)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        return output.FlushAsync(cancellationToken);
    }
}
