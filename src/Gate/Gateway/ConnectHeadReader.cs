using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.Gate.Gateway;

/// <summary>
/// Reads the head of a CONNECT request. Strict: what two readers could understand in two ways is rejected, since a proxy in front of us may
/// be the other reader.
/// </summary>
internal static class ConnectHeadReader
{
    /// <summary>What a CONNECT request starts with; methods are compared with case (RFC 9110 9.1).</summary>
    public const string Method = "CONNECT ";

    // A client sends some ten headers; Kestrel's own limit is 100.
    private const int MostHeaders = 100;

    // A name of 253 characters (RFC 1035 2.3.4), brackets, a colon, a port, with room to say what was wrong.
    private const int LongestAuthority = 300;

    // A logon without a connection cannot be told from one that was forgotten.
    private const int MostFollowSeconds = 15 * 60;

    // RFC 9110 5.6.2.
    private static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Reads a whole head.</summary>
    /// <param name="head">Its bytes, with the empty line at its end.</param>
    /// <param name="read">The head; null if it is rejected.</param>
    /// <returns>Why it is rejected; null if it is not.</returns>
    public static string? Read(ReadOnlySpan<byte> head, out ConnectHead? read)
    {
        read = null;
        var line = NextLine(ref head);
        if (ReadRequestLine(line, out var authority, out var isHttp11) is { } wrong) return wrong;
        if (ReadAuthority(authority, out var host, out var port) is { } named) return named;
        string? authorization = null, hostHeader = null, agent = null, keeps = null, follow = null;
        for (var count = 0; ; count++)
        {
            line = NextLine(ref head);
            if (line.IsEmpty) break;
            if (count == MostHeaders) return $"more than {MostHeaders} headers";
            if (ReadHeader(line, out var name, out var value) is { } header) return header;
            // RFC 9110 9.3.6: a CONNECT request has no content; a body that one reader sees and another does not is the next request.
            if (Is(name, "Transfer-Encoding") || Is(name, "Upgrade")) return $"CONNECT has no {name}";
            if (Is(name, "Content-Length") && value != "0") return "CONNECT has no content";
            if (Is(name, "Proxy-Authorization") && !Once(ref authorization, value)) return "more than one Proxy-Authorization";
            if (Is(name, "Host") && !Once(ref hostHeader, value)) return "more than one Host";
            if (Is(name, ConnectHead.FollowHeader) && !Once(ref follow, value)) return $"more than one {ConnectHead.FollowHeader}";
            if (Is(name, "User-Agent")) agent ??= value;
            if (Is(name, "Connection") || Is(name, "Proxy-Connection")) keeps ??= value;
        }

        // RFC 9112 3.2: HTTP/1.1 has exactly one Host, equal to the authority. Some clients omit its port.
        if (hostHeader is null && isHttp11) return "no Host";
        if (hostHeader is not null && !hostHeader.Equals(authority, StringComparison.OrdinalIgnoreCase)
            && !hostHeader.Equals(authority[..authority.LastIndexOf(':')], StringComparison.OrdinalIgnoreCase))
            return "Host differs from the authority";
        // RFC 9112 9.3: 1.1 stays open unless it says otherwise, 1.0 the other way round.
        var staysOpen = keeps is null ? isHttp11 : !Is(keeps, "close") && (isHttp11 || Is(keeps, "keep-alive"));
        if (!ReadFollow(follow, out var lasts)) return $"{ConnectHead.FollowHeader} is neither \"connection\" nor seconds up to 900";
        read = new(host, port, authorization, agent ?? "", staysOpen) { Follow = lasts };
        return null;
    }

    private static bool ReadFollow(string? text, out TimeSpan? lasts)
    {
        lasts = null;
        if (text is null) return true;
        if (Is(text, "connection"))
        {
            lasts = TimeSpan.Zero;
            return true;
        }
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < 1 or > MostFollowSeconds) return false;
        lasts = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Reads host and port: a name or an address, and a port from 1 to 65535 in decimal digits without leading zeros.</summary>
    internal static string? ReadAuthority(string authority, out string host, out int port)
    {
        (host, port) = ("", 0);
        var colon = authority.LastIndexOf(':');
        if (authority.Length > LongestAuthority || colon <= 0) return "the authority is not host:port";
        var digits = authority.AsSpan(colon + 1);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535 || digits[0] == '0')
            return "the port is not a number from 1 to 65535";
        host = authority[..colon];
        if (host is ['[', .. var inner, ']'])
        {
            host = inner;
            return IPAddress.TryParse(inner, out var address) && inner.Contains(':', StringComparison.Ordinal)
                && !inner.Contains('%', StringComparison.Ordinal) && address.AddressFamily == AddressFamily.InterNetworkV6
                    ? null
                    : "the host is not an IPv6 address";
        }
        // Neither user names, paths, escapes nor a second colon: a target's name has none of them.
        return host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') ? null : "the host has characters that no name has";
    }

    private static string? ReadRequestLine(ReadOnlySpan<byte> line, out string authority, out bool isHttp11)
    {
        (authority, isHttp11) = ("", false);
        var rest = line[Method.Length..];
        var space = rest.IndexOf((byte)' ');
        if (space <= 0 || rest[..space].ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return "the request line is not CONNECT host:port HTTP/1.1";
        authority = Encoding.ASCII.GetString(rest[..space]);
        isHttp11 = rest[(space + 1)..].SequenceEqual("HTTP/1.1"u8);
        // Python's http.client says HTTP/1.0 before 3.12.
        return isHttp11 || rest[(space + 1)..].SequenceEqual("HTTP/1.0"u8) ? null : "the version is neither HTTP/1.1 nor HTTP/1.0";
    }

    // RFC 9112 5.1: no space before the colon. 5.2: no folded lines.
    private static string? ReadHeader(ReadOnlySpan<byte> line, out string name, out string value)
    {
        (name, value) = ("", "");
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(Token)) return "a header has no valid name";
        name = Encoding.ASCII.GetString(line[..colon]);
        var content = line[(colon + 1)..].Trim(" \t"u8);
        // RFC 9110 5.5: no control characters but the tab.
        foreach (var one in content)
            if (one is < (byte)' ' and not (byte)'\t' or 0x7F) return $"the header {name} has a control character";
        value = Encoding.Latin1.GetString(content);
        return null;
    }

    // The caller has found the empty line, and no bare LF or CR before it.
    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        var line = head[..end];
        head = head[(end + 2)..];
        return line;
    }

    private static bool Once(ref string? known, string value)
    {
        if (known is not null) return false;
        known = value;
        return true;
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
