using System.Globalization;
using System.Net;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// Reads the properties of a listener from a request ([MS-WSMV] 2.2.4.19): each value is well-formed, or the request ends in a fault.
/// </summary>
internal static class ListenerReader
{
    // A host's name has 255 octets at most (RFC 1035 2.3.4); a prefix is a path that people type.
    private const int MaxName = 255;

    /// <summary>A listener with other values.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="values">The values by their names; keys and ListeningOn among them are ignored.</param>
    /// <exception cref="WsManFaultException">A value cannot be, or has no such name.</exception>
    public static ConfigListener With(ConfigListener listener, ILookup<string, string> values)
    {
        foreach (var given in values)
        {
            var value = given.Last();
            listener = given.Key.ToUpperInvariant() switch
            {
                "PORT" => listener with { Port = Port(value) },
                "HOSTNAME" => listener with
                {
                    Hostname = value.Length <= MaxName && value.All(IsOfHost) ? value : throw Bad("Hostname is not a host name.")
                },
                "ENABLED" => listener with
                {
                    Enabled = bool.TryParse(value, out var enabled)
                        ? enabled
                        : throw new WsManFaultException(Fault.SchemaValidation("Enabled must be true or false."))
                },
                "URLPREFIX" => listener with { UrlPrefix = Prefix(value) },
                "CERTIFICATETHUMBPRINT" => listener with { CertificateThumbprint = Thumbprint(value, listener.Transport) },
                "ADDRESS" or "TRANSPORT" or "LISTENINGON" => listener,
                _ => throw new WsManFaultException(Fault.SchemaValidation($"A listener has no {given.Key}.")),
            };
        }
        return listener;
    }

    /// <summary>The one way to write an address: "*", "IP:" and an address, "MAC:" and pairs of digits with hyphens between.</summary>
    /// <exception cref="WsManFaultException">It is none of these, or not a possible address of a host.</exception>
    public static string Address(string text)
    {
        if (text == "*") return text;
        if (text.StartsWith("IP:", StringComparison.OrdinalIgnoreCase) && IPAddress.TryParse(text.AsSpan(3), out var address))
        {
            if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
            if (!IsOfMany(address)) return $"IP:{address}";
        }
        if (text.StartsWith("MAC:", StringComparison.OrdinalIgnoreCase) && IsMac(text[4..])) return "MAC:" + text[4..].ToUpperInvariant();
        // [MS-WSMV] 3.1.4.1.29.5: InternalError.
        throw new WsManFaultException(
            Fault.Internal(
            "Address must be *, or IP: and an address of this host, or MAC: and the address of one of its network interfaces.",
            WsManErrors.InvalidParameter));
    }

    /// <summary>HTTP or HTTPS.</summary>
    /// <exception cref="WsManFaultException">It is neither.</exception>
    public static string Transport(string text) => text.ToUpperInvariant() is "HTTP" or "HTTPS"
        ? text.ToUpperInvariant()
        : throw new WsManFaultException(Fault.InvalidSelectors("Transport must be HTTP or HTTPS.", FaultDetails.InvalidValue));

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
        ? port
        : throw new WsManFaultException(Fault.InvalidParameter("Port must be a number from 1 to 65535.", WsManErrors.ListenerPortInvalid));

    // [MS-WSMV] 2.2.4.19: not blank, no slash at either end.
    private static string Prefix(string text) =>
        text.Length is > 0 and <= MaxName && text[0] != '/' && text[^1] != '/' && !text.Contains("//", StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/')
        ? text
        : throw Bad("URLPrefix may contain letters, digits, hyphens, underscores, and inner slashes.");

    private static string Thumbprint(string text, string transport)
    {
        if (text.Length > 0 && transport == "HTTP")
            throw new WsManFaultException(
                Fault.InvalidParameter("HTTP has no certificate: CertificateThumbprint must be empty.", WsManErrors.ThumbprintNotEmpty));
        return text.ToUpperInvariant();
    }

    private static bool IsOfHost(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';

    private static bool IsOfMany(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast)
        || address.IsIPv6Multicast || address.GetAddressBytes() is [>= 224 and < 240, _, _, _];

    private static bool IsMac(string text) =>
        text.Length is 17 or 23 && text.Split('-') is var pairs && pairs.All(pair => pair.Length == 2 && pair.All(char.IsAsciiHexDigit));

    private static WsManFaultException Bad(string why) => new(Fault.InvalidParameter(why, WsManErrors.InvalidParameter));
}
