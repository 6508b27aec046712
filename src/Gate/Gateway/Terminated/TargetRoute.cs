using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// Which target a request of WS-Management is for: by the path /to/NAME/wsman, or by the host name NAME.domain; with neither, by the end of
/// the user's name (alice+NAME), which is known after the logon. What was sent is compared as it was sent: nothing is decoded, normalized
/// or guessed.
/// </summary>
/// <param name="Name">The name as sent, a target or no target; empty if the user's name has it.</param>
/// <param name="Wrong">Why the request is rejected; null if it is not.</param>
/// <param name="IsPath">True if the path names it.</param>
internal sealed record TargetRoute(string Name, string? Wrong = null, bool IsPath = false)
{
    private const string Prefix = "/to/", Suffix = "/wsman";

    // RFC 1035 2.3.4.
    private const int LongestName = 253;

    /// <summary>The route of a request; null if it is not for a target.</summary>
    /// <param name="context">The request.</param>
    /// <param name="domain">The domain whose host names are targets; null if there is none.</param>
    /// <param name="isAlone">True if this host has no service of its own at /wsman.</param>
    public static TargetRoute? Of(HttpContext context, string? domain, bool isAlone)
    {
        // Kestrel resolves dots and escapes in its Path: two spellings of one path would be two names here.
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var byPath = OfPath(raw);
        if (byPath?.Wrong is not null) return byPath;
        var otherwise = byPath is null && isAlone && IsPlain(raw) ? new TargetRoute("") : byPath;
        if (domain is null) return otherwise;
        var byHost = OfHost(context.Request.Host.Host, domain);
        if (byHost?.Wrong is not null) return byHost;
        // RFC 6066 3: the name of the TLS handshake and that of the request belong to one server.
        if (context.Features.Get<ITlsHandshakeFeature>()?.HostName is { Length: > 0 } shown
            && OfHost(shown, domain) is { } bySni && !Same(bySni, byHost))
            return new("", "the host name of TLS and the one of the request differ");
        if (byPath is null || byHost is null) return byHost ?? otherwise;
        return Same(byPath, byHost) ? byPath : new("", "path and host name are of two targets");
    }

    private static bool IsPlain(string raw) =>
        (raw.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? raw[..query] : raw).TrimEnd('/')
            .Equals(Suffix, StringComparison.OrdinalIgnoreCase);

    private static TargetRoute? OfPath(string raw)
    {
        if (!raw.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;
        // PowerShell adds "?PSVersion=…", which nobody here reads.
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var path = (query < 0 ? raw : raw[..query]).TrimEnd('/');
        if (!path.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) || path.Length <= Prefix.Length + Suffix.Length)
            return new("", "a target is at /to/NAME/wsman");
        var name = path[Prefix.Length..^Suffix.Length];
        return IsName(name) ? new(name, IsPath: true) : new("", "a target is at /to/NAME/wsman, with the name as it is in the settings");
    }

    private static TargetRoute? OfHost(string host, string domain)
    {
        if (host.Length <= domain.Length + 1 || !host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)) return null;
        // A wildcard certificate covers one label (RFC 6125 6.4.3).
        var label = host[..^(domain.Length + 1)];
        return IsName(label) && !label.Contains('.', StringComparison.Ordinal)
            ? new(label)
            : new("", "the host name has more than one label below the domain of the gate");
    }

    // What the settings allow in a name. No percent sign, no second slash, no dot at the end: nothing has two spellings.
    private static bool IsName(string text) => text.Length is > 0 and <= LongestName && text[0] != '.' && text[^1] != '.'
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        && !text.Contains("..", StringComparison.Ordinal);

    private static bool Same(TargetRoute one, TargetRoute? other) =>
        other is not null && one.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);
}
