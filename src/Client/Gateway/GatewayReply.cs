using System.Globalization;
using System.Text;
using Sekimori.Client.WsMan;

namespace Sekimori.Client.Gateway;

/// <summary>A gate's answer to CONNECT.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Challenges">Proxy-Authenticate, one text each.</param>
/// <param name="RetryAfter">Retry-After in seconds; 0 if there is none.</param>
/// <param name="Reason">The reason for people; empty for 200.</param>
internal readonly record struct GatewayReply(int Status, IReadOnlyList<string> Challenges, int RetryAfter, string Reason)
{
    // A Kerberos token has 64 KB, in base64; a reason is a line.
    private const int HeadLimit = 128 * 1024, BodyLimit = 4096;

    /// <summary>Sends a request and reads its answer, to its last byte and not further: what follows 200 is the target's.</summary>
    public static async Task<GatewayReply> AskAsync(
        Stream stream, string authority, string authorization, string header, CancellationToken cancellation)
    {
        var request = $"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: Sekimori\r\n{header}" +
            $"Proxy-Authorization: {authorization}\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellation).ConfigureAwait(false);
        var lines = (await ReadHeadAsync(stream, cancellation).ConfigureAwait(false)).Split("\r\n");
        var words = lines[0].Split(' ', 3);
        if (words.Length < 2 || words[0] != "HTTP/1.1"
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new WsManClientException(WsManFailure.Malformed, "the peer does not answer CONNECT with HTTP/1.1: is it a gate?");
        var (challenges, length, wait) = (new List<string>(), 0, 0);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':');
            if (colon < 0) continue;
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Proxy-Authenticate", StringComparison.OrdinalIgnoreCase)) challenges.Add(value);
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) length = Number(value);
            if (name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)) wait = Number(value);
        }
        if (status == 200) return new(status, challenges, 0, "");
        if (length > BodyLimit) throw new WsManClientException(WsManFailure.OverLimit, $"the answer has more than {BodyLimit} bytes");
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellation).ConfigureAwait(false);
        var reason = Encoding.UTF8.GetString(body).Trim().TrimEnd('.');
        return new(status, challenges, wait, reason.Length > 0 ? reason : $"HTTP status {status}");
    }

    /// <summary>The token of a challenge of this scheme; null if there is none.</summary>
    public byte[]? TokenOf(string scheme)
    {
        foreach (var challenge in Challenges)
        {
            if (!challenge.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase)) continue;
            var token = new byte[challenge.Length];
            if (Convert.TryFromBase64String(challenge[(scheme.Length + 1)..].Trim(), token, out var count)) return token[..count];
        }
        return null;
    }

    // Byte by byte: what follows the empty line may be the target's.
    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new List<byte>(512);
        var one = new byte[1];
        while (head.Count < HeadLimit)
        {
            if (await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 0)
                throw new WsManClientException(WsManFailure.Unreachable,
                    "the gate closed the connection without an answer; this machine may not be on its allow list");
            head.Add(one[0]);
            if (head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n') return Encoding.Latin1.GetString([.. head]);
        }
        throw new WsManClientException(WsManFailure.OverLimit, $"the gate answers with a head of more than {HeadLimit} bytes");
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
