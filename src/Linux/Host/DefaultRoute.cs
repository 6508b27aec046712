using System.Globalization;
using System.Net;
using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>A default route: /proc/net/route and /proc/net/ipv6_route, whose numbers are hexadecimal.</summary>
internal sealed record DefaultRoute(string Interface, IPAddress Gateway, long Metric)
{
    private const uint IsGateway = 2; // RTF_GATEWAY

    public static List<DefaultRoute> ReadAll(string proc)
    {
        var routes = new List<DefaultRoute>();
        foreach (var line in Lines(Path.Combine(proc, "net/route")))
            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var name, "00000000", var gateway, var flags, _, _,
                var metric, "00000000", ..]
                && (Hex(flags) & IsGateway) != 0)
                routes.Add(new DefaultRoute(name, new IPAddress(Hex(gateway)), long.Parse(metric, CultureInfo.InvariantCulture)));
        foreach (var line in Lines(Path.Combine(proc, "net/ipv6_route")))
            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var target, "00", _, _, var gateway, var metric, _, _,
                var flags, var name]
                && target.AsSpan().IndexOfAnyExcept('0') < 0 && (Hex(flags) & IsGateway) != 0)
                routes.Add(new DefaultRoute(name, new IPAddress(Convert.FromHexString(gateway)), Hex(metric)));
        return routes;
    }

    private static uint Hex(string text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static string[] Lines(string path) => Encoding.ASCII.GetString(KernelFile.ReadAll(path)).Split('\n');
}
