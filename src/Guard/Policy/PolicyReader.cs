using System.Globalization;
using Sekimori.Guard.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Guard.Policy;

/// <summary>
/// Reads a policy from YAML. Everything unknown is an error with its position: a rule that is half understood is worse than none.
/// </summary>
internal sealed partial class PolicyReader
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
        var (hasAction, hasPass) = (false, false);
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
                        "ask" => PolicyAction.Ask,
                        _ => throw Wrong(value, "expected allow, deny, limit, audit or ask for 'do'"),
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
                case "target": rule = rule with { Targets = Texts(value) }; break;
                case "target_port": rule = rule with { TargetPorts = [.. Items(value).Select(Ports)] }; break;
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
                case "approver": rule = rule with { Approvers = [.. Items(value).Select(Approver)] }; break;
                case "pass": rule = rule with { Pass = Pass(value) }; hasPass = true; break;
                case var other: throw Wrong(key, $"'{other}' is not a key of a rule");
            }
        }
        if (!hasAction) throw Wrong(node, "a rule needs 'do'");
        if (action == PolicyAction.Limit && rule is { Rate: null, Concurrent: null })
            throw Wrong(node, "a limit needs 'rate' or 'concurrent'");
        if (action != PolicyAction.Limit && (rule.Rate ?? (object?)rule.Concurrent) is not null)
            throw Wrong(node, "'rate' and 'concurrent' require 'do: limit'");
        if (action == PolicyAction.Ask && rule.Approvers.Count == 0) throw Wrong(node, "'do: ask' needs 'approver': who may approve");
        if (action != PolicyAction.Ask && (hasPass || rule.Approvers.Count > 0))
            throw Wrong(node, "'approver' and 'pass' require 'do: ask'");
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

    private string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? throw Wrong(node, "expected a string");

    private PolicyException Wrong(YamlNode node, string message) => new(_file, node.Start.Line, node.Start.Column, message);
}
