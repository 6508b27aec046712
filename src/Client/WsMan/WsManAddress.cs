namespace Sekimori.Client.WsMan;

/// <summary>Reads the address of a service as people type it: <c>host</c>, <c>host:port</c>, <c>http://host</c>, or a whole URL.</summary>
public static class WsManAddress
{
    private const int HttpPort = 5985, HttpsPort = 5986;
    private const string Path = "/wsman";

    /// <summary>Reads an address. What is left out is HTTPS, WS-Management's port for the scheme, and /wsman.</summary>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.Misuse"/>: it is not an address.</exception>
    public static Uri Parse(string text)
    {
        // A bare IPv6 address has colons and no brackets.
        var bare = !text.StartsWith('[') && System.Net.IPAddress.TryParse(text, out var address)
            && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{text}]" : text;
        var whole = bare.Contains("://", StringComparison.Ordinal) ? bare : "https://" + bare;
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("http" or "https"))
            throw new WsManClientException(
                WsManFailure.Misuse, $"'{text}' is not an address of a WS-Management service; use a host, or https://host:5986/wsman");
        if (uri.UserInfo.Length > 0)
            throw new WsManClientException(
                WsManFailure.Misuse, "the address contains a user or a password, which others can see; use options instead");
        var builder = new UriBuilder(uri) { Path = uri.AbsolutePath is "" or "/" ? Path : uri.AbsolutePath };
        if (!HasPort(whole, uri)) builder.Port = uri.Scheme == "https" ? HttpsPort : HttpPort;
        return builder.Uri;
    }

    // https://host:443 gives a port, although it is the scheme's default one.
    private static bool HasPort(string text, Uri uri)
    {
        if (!uri.IsDefaultPort) return true;
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = text.IndexOfAny(['/', '?', '#'], start);
        return (end < 0 ? text[start..] : text[start..end]).EndsWith($":{uri.Port}", StringComparison.Ordinal);
    }
}
