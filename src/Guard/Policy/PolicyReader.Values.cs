using System.Globalization;
using System.Net;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Guard.Policy;

/// <content>The values of a rule's keys.</content>
internal sealed partial class PolicyReader
{
    private IPNetwork[] Networks(YamlNode node) => Text(node) switch
    {
        "loopback" => [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")],
        "any" => [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")],
        _ => [Network(node)],
    };

    private IPNetwork Network(YamlNode node)
    {
        var text = Text(node);
        return Connect.AddressRange.TryParse(text, out var range, out var reason)
            ? new(range.Address, range.Prefix)
            : throw Wrong(node, $"'{text}' is neither an address nor a network: {reason}");
    }

    private Guid[] Interface(YamlNode node)
    {
        var text = Text(node);
        if (Guid.TryParse(text, out var uuid)) return [uuid];
        var found = _names.Find(text);
        return found.Count > 0 ? [.. found] : throw Wrong(node, $"unknown interface '{text}'; use its UUID");
    }

    private Guid Uuid(YamlNode node) => Guid.TryParse(Text(node), out var uuid) ? uuid : throw Wrong(node, "expected a UUID");

    private PolicyPoint Point(YamlNode node) => Text(node) switch
    {
        "connect" => PolicyPoint.Connect,
        "bind" => PolicyPoint.Bind,
        "authenticated" => PolicyPoint.Authenticated,
        "call" or "request" => PolicyPoint.Call,
        var other => throw Wrong(node, $"'{other}' is not a point; expected connect, bind, authenticated or call"),
    };

    private Transport Transport(YamlNode node) =>
        TransportName.Parse(Text(node)) ?? throw Wrong(node, "expected tcp, np, udp, http, https or local as transport");

    private ProtectionLevel Level(YamlNode node) =>
        Enum.TryParse<ProtectionLevel>(Text(node), true, out var level) && Enum.IsDefined(level)
        ? level
        : throw Wrong(node, "expected none, connect, call, packet, integrity or privacy as level");

    private AuditDemand Audit(YamlNode node) => Text(node) switch
    {
        "required" => AuditDemand.Required,
        "true" or "yes" or "on" => AuditDemand.Line,
        "false" or "no" or "off" => AuditDemand.None,
        _ => throw Wrong(node, "expected required, yes or no for 'audit'"),
    };

    private (int, int) Hours(YamlNode node)
    {
        var parts = Text(node).Split('-');
        if (parts.Length == 2 && TimeOnly.TryParseExact(
            parts[0].Trim(), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin)
            && TimeOnly.TryParseExact(parts[1].Trim(), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end))
            return (begin.Hour * 60 + begin.Minute, end.Hour * 60 + end.Minute);
        throw Wrong(node, "expected hours such as 8:00-18:00");
    }

    private IEnumerable<DayOfWeek> Days(YamlNode node)
    {
        string[] names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
        var parts = Text(node).ToLowerInvariant().Split('-');
        int first = Array.IndexOf(names, parts[0]), last = Array.IndexOf(names, parts[^1]);
        if (first < 0 || last < 0 || parts.Length > 2) throw Wrong(node, "expected days such as mon, tue or mon-fri");
        for (var day = first; ; day = (day + 1) % 7)
        {
            yield return (DayOfWeek)day;
            if (day == last) yield break;
        }
    }

    private uint Status(YamlNode node)
    {
        var text = Text(node);
        if (text == "access_denied") return Verdict.AccessDenied;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && uint.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var status)) return status;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status) && status > 0
            ? status
            : throw Wrong(node, "expected access_denied or a number as status");
    }

    private (int, TimeSpan) Rate(YamlNode node)
    {
        var parts = Text(node).Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
        {
            switch (parts[1].Trim())
            {
                case "s": return (count, TimeSpan.FromSeconds(1));
                case "m": return (count, TimeSpan.FromMinutes(1));
                case "h": return (count, TimeSpan.FromHours(1));
            }
        }
        throw Wrong(node, "expected a rate such as 10/s, 100/m or 1000/h");
    }

    private string Approver(YamlNode node)
    {
        var text = Text(node);
        return AccountPatterns.IsEntry(text) ? text : throw Wrong(node, $"expected {AccountPatterns.Expected}");
    }

    private TimeSpan Pass(YamlNode node) => AccessRequest.TryReadPass(Text(node), out var pass)
        ? pass
        : throw Wrong(node, "expected how long an approval lasts, such as 30 min or 8 h, at most 168 h");

    private (int First, int Last) Ports(YamlNode node)
    {
        var parts = Text(node).Split('-');
        return parts.Length is 1 or 2 && IsPort(parts[0], out var first) && IsPort(parts[^1], out var last) && first <= last
            ? (first, last)
            : throw Wrong(node, "expected a port from 1 to 65535, or a range such as 49152-65535");

        static bool IsPort(string text, out int port) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
    }

    private int Number(YamlNode node, int least, int most) =>
        int.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(node, $"expected a number from {least} to {most}");
}
