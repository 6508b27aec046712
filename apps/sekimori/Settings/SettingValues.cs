using System.Globalization;
using System.Net;
using Sekimori.Guard.Connect;
using Sekimori.Server.Rpc;

namespace Sekimori.App.Settings;

/// <summary>The values that settings and options share: each is read by one function, whichever way it comes.</summary>
internal static class SettingValues
{
    private static readonly (string Unit, long Factor)[] Sizes = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1), ("", 1)];
    private static readonly (string Unit, double Seconds)[] Times = [("ms", 0.001), ("s", 1), ("min", 60), ("h", 3600), ("d", 86400)];

    /// <summary>An IPv4 or IPv6 address of this host, or a wildcard.</summary>
    public static bool Address(string text, out IPAddress value, out string? reason)
    {
        var isAddress = IPAddress.TryParse(text, out var parsed) && (text.Contains(':') || parsed.ToString() == text);
        value = parsed ?? IPAddress.None;
        reason = isAddress ? null : $"'{text}' is not an IPv4 or IPv6 address";
        return isAddress;
    }

    /// <summary>A block of addresses.</summary>
    public static bool Range(string text, out AddressRange value, out string? reason)
    {
        var isRange = AddressRange.TryParse(text, out var parsed, out reason);
        value = parsed!;
        return isRange;
    }

    /// <summary>A name or address that clients reach this host by.</summary>
    public static bool HostName(string text, out string value, out string? reason)
    {
        value = text;
        // 253 characters are the most that DNS has (RFC 1035 2.3.4); a service and a port are not part of a name.
        var isName = text.Length is > 0 and <= 253
            && (IPAddress.TryParse(text, out _) || text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'));
        reason = isName ? null : $"'{text}' is not the name or address of a host";
        return isName;
    }

    /// <summary>"local" or "refused".</summary>
    public static bool LocalOrRefused(string text, out bool? value, out string? reason)
    {
        value = text == "local";
        reason = text is "local" or "refused" ? null : $"'{text}' is not local or refused";
        return reason is null;
    }

    /// <summary>A port; 0 means "off".</summary>
    public static bool PortOrOff(string text, out int value, out string? reason)
    {
        value = 0;
        reason = text == "off"
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 65535)
            ? null
            : $"'{text}' is neither a port from 1 to 65535 nor 'off'";
        return reason is null;
    }

    /// <summary>A port, or a range of them.</summary>
    public static bool Ports(string text, out PortRange value, out string? reason)
    {
        var parts = text.Split('-');
        ushort first = 0, last = 0;
        var isRange = parts.Length is 1 or 2 && TryPort(parts[0], out first) && TryPort(parts[^1], out last) && first <= last;
        value = new PortRange(first, last);
        reason = isRange ? null : $"'{text}' is neither a port from 1 to 65535 nor a range such as 49152-65535";
        return isRange;
    }

    /// <summary>A number of bytes: "4 MiB", "512 KiB", "65536".</summary>
    public static bool Size(string text, out long value, out string? reason)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..].Trim();
        var factor = Sizes.FirstOrDefault(s => s.Unit == unit).Factor;
        reason = null;
        value = 0;
        if (factor == 0 || digits is 0 or > 12)
            reason = $"'{text}' is not a size, such as 65536, 512 KiB or 4 MiB";
        else
            value = long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture) * factor;
        return reason is null;
    }

    /// <summary>A span of time: "500 ms", "90 s", "15 min", "2 h", "1 d".</summary>
    public static bool Time(string text, out TimeSpan value, out string? reason)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..].Trim();
        var seconds = Times.FirstOrDefault(t => t.Unit == unit).Seconds;
        reason = null;
        value = default;
        if (seconds == 0 || digits is 0 or > 9)
            reason = $"'{text}' is not a duration, such as 500 ms, 90 s, 15 min, 2 h or 1 d";
        else
            value = TimeSpan.FromSeconds(long.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture) * seconds);
        return reason is null;
    }

    /// <summary>A text, unchanged.</summary>
    public static bool Text(string text, out string value, out string? reason)
    {
        (value, reason) = (text, null);
        return true;
    }

    /// <summary>A URL with one of these schemes.</summary>
    public static SettingParser<Uri?> Url(params string[] schemes) => (string text, out Uri? value, out string? reason) =>
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out value) && schemes.Contains(value.Scheme) && value.Host.Length > 0;
        reason = isUrl ? null : $"'{text}' is not a URL, such as {schemes[0]}://host:port";
        return isUrl;
    };

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;
}
