using System.Globalization;

namespace Sekimori.App.Settings;

/// <summary>One port, or the ports from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
internal readonly record struct PortRange(int First, int Last)
{
    /// <summary>The dynamic ports of Windows since 2008, and of IANA (RFC 6335 6).</summary>
    public static PortRange Dynamic { get; } = new(49152, 65535);

    public static bool TryParse(string text, out PortRange value, out string? reason)
    {
        var parts = text.Split('-');
        var first = 0;
        var last = 0;
        var isRange = parts.Length is 1 or 2 && TryPort(parts[0], out first) && TryPort(parts[^1], out last) && first <= last;
        value = new PortRange(first, last);
        reason = isRange ? null : $"'{text}' is neither a port from 1 to 65535 nor a range as 49152-65535";
        return isRange;
    }

    public override string ToString() => First == Last ? First.ToString(CultureInfo.InvariantCulture) : $"{First}-{Last}";

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
