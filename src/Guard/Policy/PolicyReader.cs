using System.Globalization;
using System.Net;
using Sekimori.Guard.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Guard.Policy;

/// <summary>
/// Reads a policy from YAML. Everything unknown is an error with its position: a rule that is half understood is worse than none.
/// </summary>
internal sealed class PolicyReader
{
    /// <summary>Rules of one policy: ten times as many as in the benchmark.</summary>
    private const int RuleLimit = 100_000;

    /// <summary>Entries of all keys together, with lists expanded: ten networks for each rule of the largest policy.</summary>
    private const int ItemLimit = 1_000_000;

    private readonly string _file;
    private int _items;
    private readonly Dictionary<string, YamlSequenceNode> _lists = new(StringComparer.Ordinal);

    private readonly IInterfaceNames _names;

    private PolicyReader(string file, IInterfaceNames names) => (_file, _names) = (file, names);

    /// <summary>Reads a policy.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="names">The known names of interfaces and operations.</param>
    /// <exception cref="PolicyException">The text is not a policy.</exception>
    public static PolicyDocument Read(string file, string text, IInterfaceNames names)
    {
        YamlStream stream;
        try
        {
            stream = YamlText.Load(text);
        }
        catch (YamlException wrong)
        {
            throw new PolicyException(file, wrong.Start.Line, wrong.Start.Column, wrong.Message);
        }
        if (stream.Documents.Count != 1) throw new PolicyException(file, 1, 1, "expected one YAML document");
        return new PolicyReader(file, names).Document(stream.Documents[0].RootNode);
    }

    private PolicyDocument Document(YamlNode root)
    {
        if (root is not YamlMappingNode map) throw Wrong(root, "expected a YAML mapping with 'rules'");
        var document = new PolicyDocument { File = _file, Rules = [] };
        YamlSequenceNode? rules = null;
        foreach (var (key, value) in map)
        {
            switch (Text(key))
            {
                case "version": if (Text(value) != "1") throw Wrong(value, "unsupported version; expected 1"); break;
                case "default":
                    document = document with
                    {
                        Default = Text(value) switch
                        {
                            "allow" => PolicyAction.Allow,
                            "deny" => PolicyAction.Deny,
                            _ => throw Wrong(value, "expected allow or deny as default"),
                        }
                    }; break;
                case "audit": document = document with { Audit = Audit(value) }; break;
                case "without_audit":
                    document = document with
                    {
                        RefusesWithoutAudit = Text(value) switch
                        {
                            "refuse" => true,
                            "go-on" => false,
                            _ => throw Wrong(value, "expected refuse or go-on for without_audit"),
                        }
                    }; break;
                case "mode":
                    document = document with
                    {
                        IsDryRun = Text(value) switch
                        {
                            "enforce" => false,
                            "audit-only" => true,
                            _ => throw Wrong(value, "expected enforce or audit-only as mode"),
                        }
                    }; break;
                case "lists": Lists(value); break;
                case "rules": rules = value as YamlSequenceNode ?? throw Wrong(value, "expected a YAML sequence for 'rules'"); break;
                case var other:
                    throw Wrong(key,
                    $"'{other}' is unknown; expected version, default, audit, without_audit, mode, lists or rules");
            }
        }
        if (rules is null) throw Wrong(root, "missing 'rules'");
        if (rules.Children.Count > RuleLimit) throw Wrong(rules, $"more than {RuleLimit} rules");
        return document with { Rules = [.. rules.Children.Select(Rule)] };
    }

    private void Lists(YamlNode node)
    {
        if (node is not YamlMappingNode map) throw Wrong(node, "expected a YAML mapping of lists for 'lists'");
        foreach (var (key, value) in map) _lists[Text(key)] = value as YamlSequenceNode ?? throw Wrong(value, "expected a YAML sequence");
    }

    private PolicyRule Rule(YamlNode node, int index)
    {
        if (node is not YamlMappingNode map) throw Wrong(node, "expected a YAML mapping as rule");
        var action = PolicyAction.Allow;
        var hasAction = false;
        var rule = new PolicyRule
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"rule {index + 1}"), Line = (int)node.Start.Line, Action = action
        };
        YamlNode? operations = null;
        foreach (var (key, value) in map)
        {
            switch (Text(key))
            {
                case "name": rule = rule with { Name = Text(value) }; break;
                case "do":
                    hasAction = true;
                    action = Text(value) switch
                    {
                        "allow" => PolicyAction.Allow,
                        "deny" => PolicyAction.Deny,
                        "limit" => PolicyAction.Limit,
                        "audit" => PolicyAction.Audit,
                        _ => throw Wrong(value, "expected allow, deny, limit or audit for 'do'"),
                    };
                    rule = rule with { Action = action };
                    break;
                case "at": rule = rule with { At = Items(value).Aggregate(PolicyPoint.None, (points, one) => points | Point(one)) }; break;
                case "from": rule = rule with { From = [.. Items(value).SelectMany(Networks)] }; break;
                case "account": rule = rule with { Accounts = Texts(value) }; break;
                case "group": rule = rule with { Groups = Texts(value) }; break;
                case "interface": rule = rule with { Interfaces = [.. Items(value).SelectMany(Interface).Distinct()] }; break;
                case "operation": operations = value; break;
                case "clsid": rule = rule with { Clsids = [.. Items(value).Select(Uuid)] }; break;
                case "resource": rule = rule with { Resources = Texts(value) }; break;
                case "action": rule = rule with { Actions = Texts(value) }; break;
                case "class": rule = rule with { Classes = Texts(value) }; break;
                case "method": rule = rule with { Methods = Texts(value) }; break;
                case "transport": rule = rule with { Transports = [.. Items(value).Select(Transport)] }; break;
                case "scheme": rule = rule with { Schemes = Texts(value) }; break;
                case "level": rule = rule with { Levels = [.. Items(value).Select(Level)] }; break;
                case "level_below":
                    rule = rule with
                    {
                        Levels = [.. Enum.GetValues<ProtectionLevel>().Where(level => level < Level(value))]
                    }; break;
                case "level_from":
                    rule = rule with
                    {
                        Levels = [.. Enum.GetValues<ProtectionLevel>().Where(level => level >= Level(value))]
                    }; break;
                case "hours": rule = rule with { Hours = Hours(value) }; break;
                case "days": rule = rule with { Days = [.. Items(value).SelectMany(Days)] }; break;
                case "status": rule = rule with { Status = Status(value) }; break;
                case "rate": rule = rule with { Rate = Rate(value) }; break;
                case "concurrent": rule = rule with { Concurrent = Number(value, 1, 1_000_000) }; break;
                case "audit": rule = rule with { Audit = Audit(value) }; break;
                case var other: throw Wrong(key, $"'{other}' is not a key of a rule");
            }
        }
        if (!hasAction) throw Wrong(node, "a rule needs 'do'");
        if (action == PolicyAction.Limit && rule is { Rate: null, Concurrent: null })
            throw Wrong(node, "a limit needs 'rate' or 'concurrent'");
        if (action != PolicyAction.Limit && (rule.Rate ?? (object?)rule.Concurrent) is not null)
            throw Wrong(node, "'rate' and 'concurrent' require 'do: limit'");
        return operations is null ? rule : rule with { Operations = Operations(operations, rule.Interfaces) };
    }

    private List<(Guid, int)> Operations(YamlNode node, IReadOnlyList<Guid> interfaces)
    {
        if (interfaces.Count == 0) throw Wrong(node, "an 'operation' needs its 'interface'");
        var found = new List<(Guid, int)>();
        foreach (var item in Items(node))
        {
            var name = Text(item);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                if (number > ushort.MaxValue) throw Wrong(item, "an operation's number is at most 65535");
                found.AddRange(interfaces.Select(one => (one, number)));
                continue;
            }
            var before = found.Count;
            foreach (var one in interfaces)
                if (_names.OperationNumber(one, name) is >= 0 and var opnum) found.Add((one, opnum));
            if (found.Count == before) throw Wrong(item, $"no interface of this rule has an operation '{name}'");
        }
        return found;
    }

    private IEnumerable<YamlNode> Items(YamlNode node, int depth = 0)
    {
        foreach (var item in node is YamlSequenceNode list ? list.Children : (IEnumerable<YamlNode>)[node])
        {
            if (item is YamlScalarNode { Value: ['$', .. var name] })
            {
                if (depth > 4 || !_lists.TryGetValue(name, out var named)) throw Wrong(item, $"unknown list '{name}'");
                foreach (var inner in Items(named, depth + 1)) yield return inner;
            }
            else
            {
                // Lists may name lists: five levels of a thousand names each would never end.
                if (++_items > ItemLimit)
                    throw Wrong(node, $"the policy has more than {ItemLimit} entries, counting lists wherever they are named");
                yield return item;
            }
        }
    }

    private string[] Texts(YamlNode node) => [.. Items(node).Select(Text)];

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

    private int Number(YamlNode node, int least, int most) =>
        int.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(node, $"expected a number from {least} to {most}");

    private string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? throw Wrong(node, "expected a string");

    private PolicyException Wrong(YamlNode node, string message) => new(_file, node.Start.Line, node.Start.Column, message);
}
