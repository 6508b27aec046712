using System.Net;

namespace Sekimori.Client.WsMan;

/// <summary>
/// A proxy between a client and its service. It makes a tunnel (CONNECT, RFC 9110 9.3.6) for http and https alike: NTLM and Kerberos prove
/// who a connection is, and a proxy that forwards single requests may send each over another one.
/// </summary>
/// <param name="Address">The proxy: http, https or socks5, with host and port. A user and a password in it are sent to the proxy.</param>
public sealed record WsManProxy(Uri Address)
{
    private static readonly string[] Schemes = ["http", "https", "socks5", "socks5h"];

    /// <summary>Ports that are meant where none is written.</summary>
    private const int HttpPort = 3128, HttpsPort = 443, SocksPort = 1080;

    /// <summary>Reads a proxy as people write it: <c>host:port</c>, or a URL.</summary>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.Misuse"/>: it is not valid.</exception>
    public static WsManProxy Parse(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || !Schemes.Contains(uri.Scheme))
            throw new WsManClientException(
                WsManFailure.Misuse,
                $"'{Concealed(text)}' is not a proxy; use host:port, or prefix it with http://, https:// or socks5://");
        var hasPort = whole[(whole.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/')
            .EndsWith($":{uri.Port}", StringComparison.Ordinal);
        var port = hasPort ? uri.Port : uri.Scheme switch { "http" => HttpPort, "https" => HttpsPort, _ => SocksPort };
        return new WsManProxy(new UriBuilder(uri) { Port = port, Path = "" }.Uri);
    }

    /// <summary>
    /// The proxy that the process's environment names for an address; null if it names none, or says that this address needs none.
    /// </summary>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.Misuse"/>: a variable holds no proxy.</exception>
    public static WsManProxy? FromEnvironment(Uri address) => FromVariables(address, Environment.GetEnvironmentVariable);

    /// <summary>
    /// The same with variables from elsewhere: HTTPS_PROXY or HTTP_PROXY by the address's scheme, else ALL_PROXY; NO_PROXY; small letters
    /// first.
    /// </summary>
    /// <param name="address">The service.</param>
    /// <param name="variable">Hands out a variable; null if it is not set.</param>
    public static WsManProxy? FromVariables(Uri address, Func<string, string?> variable)
    {
        // This machine's own address is another one to a proxy.
        if (address.IsLoopback || (IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
            || NeedsNone(address, Value("no_proxy"))) return null;
        var name = address.Scheme == "https" ? "https_proxy" : "http_proxy";
        // Of a CGI program, HTTP_PROXY is what its client has sent as the header "Proxy" (CVE-2016-5385).
        var value = name == "http_proxy" && variable("GATEWAY_INTERFACE") is { Length: > 0 } ? variable(name) : Value(name);
        value = value is { Length: > 0 } ? value : Value("all_proxy");
        return value is { Length: > 0 } ? Parse(value) : null;

        string? Value(string small) => variable(small) is { Length: > 0 } own ? own : variable(small.ToUpperInvariant());
    }

    /// <summary>The proxy without its password.</summary>
    public override string ToString() => Address.GetComponents(UriComponents.Scheme | UriComponents.HostAndPort, UriFormat.UriEscaped);

    /// <summary>NO_PROXY: "*", or hosts, domains with everything below them, addresses and networks; each may end in a port.</summary>
    private static bool NeedsNone(Uri address, string? list)
    {
        var host = address.IdnHost.Trim('[', ']').TrimEnd('.');
        IPAddress.TryParse(host, out var ip);
        foreach (var written in (list ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (written == "*") return true;
            var entry = written;
            // A port, but not the end of an IPv6 address.
            var colon = entry.LastIndexOf(':');
            if (colon > 0 && (entry.IndexOf(':') == colon || entry[colon - 1] == ']')
                && int.TryParse(entry.AsSpan(colon + 1), out var port))
            {
                if (port != address.Port) continue;
                entry = entry[..colon];
            }
            entry = entry.Trim('[', ']').TrimEnd('.');
            if (ip is not null)
            {
                if (IPAddress.TryParse(entry, out var one) ? one.Equals(ip) : Contains(entry, ip)) return true;
                continue;
            }
            entry = entry.TrimStart('*').TrimStart('.');
            if (entry.Length > 0
                && (host.Equals(entry, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + entry, StringComparison.OrdinalIgnoreCase))) return true;
        }
        return false;
    }

    private static bool Contains(string network, IPAddress ip)
    {
        var slash = network.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(network.AsSpan(0, slash), out var begin)
            || !int.TryParse(network.AsSpan(slash + 1), out var length) || begin.AddressFamily != ip.AddressFamily) return false;
        byte[] left = begin.GetAddressBytes(), right = ip.GetAddressBytes();
        if (length < 0 || length > left.Length * 8) return false;
        for (var bit = 0; bit < length; bit++)
            if (((left[bit / 8] ^ right[bit / 8]) & (0x80 >> (bit % 8))) != 0) return false;
        return true;
    }

    private static string Concealed(string text) => text.LastIndexOf('@') is var at and >= 0 ? "…" + text[at..] : text;
}
