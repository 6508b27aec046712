using System.Globalization;
using System.Net;
using Sekimori.Detection.Sigma;
using Sekimori.Guard.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection;

/// <summary>
/// Known findings to suppress: a list in YAML, each line with the rule and the reason ("because"), and optionally with client, account and
/// an end ("until"). Everything that is not known is an error with its place: a line that is half understood would hide too much.
/// </summary>
internal sealed class SuppressionList(IReadOnlyList<Suppression> lines)
{
    /// <summary>Nothing is kept quiet.</summary>
    public static SuppressionList Empty { get; } = new([]);

    /// <summary>The lines.</summary>
    public IReadOnlyList<Suppression> Lines => lines;

    /// <summary>True if a line covers the alert.</summary>
    public bool Covers(Alert alert)
    {
        foreach (var line in lines)
            if (line.Covers(alert)) return true;
        return false;
    }

    /// <summary>Reads a list.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="RuleException">It is no such list; the message names line and column.</exception>
    public static SuppressionList Read(string file, string text)
    {
        YamlStream stream;
        try
        {
            stream = YamlText.Load(text);
        }
        catch (YamlException wrong)
        {
            throw new RuleException(file, wrong.Start, wrong.Message);
        }
        if (stream.Documents.Count == 0) return Empty;
        if (stream.Documents is not [{ RootNode: YamlSequenceNode list }])
            throw new RuleException(file, stream.Documents[0].RootNode, "expected a YAML sequence as suppression list");
        return new([.. list.Children.Select(node => Line(file, node))]);
    }

    private static Suppression Line(string file, YamlNode node)
    {
        if (node is not YamlMappingNode map) throw new RuleException(file, node, "expected a mapping with 'rule' and 'because' as entry");
        string rule = "", because = "";
        IReadOnlyList<IPNetwork> clients = [];
        IReadOnlyList<string> accounts = [];
        DateTimeOffset? until = null;
        foreach (var (key, value) in map)
        {
            switch (SigmaReader.Text(file, key))
            {
                case "rule": rule = SigmaReader.Text(file, value); break;
                case "client": clients = [.. Items(value).Select(one => Network(file, one))]; break;
                case "account": accounts = [.. Items(value).Select(one => SigmaReader.Text(file, one))]; break;
                case "until":
                    until = DateTimeOffset.TryParse(
                    SigmaReader.Text(file, value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
                    ? end
                    : throw new RuleException(file, value, "expected a date"); break;
                case "because": because = SigmaReader.Text(file, value); break;
                case var other:
                    throw new RuleException(
                    file, key, $"'{other}' is unknown; expected rule, client, account, until or because");
            }
        }
        if (rule.Length == 0 || because.Length == 0) throw new RuleException(file, node, "an entry needs 'rule' and 'because'");
        return new(rule, clients, accounts, until, because);
    }

    private static IEnumerable<YamlNode> Items(YamlNode node) => node is YamlSequenceNode list ? list.Children : [node];

    private static IPNetwork Network(string file, YamlNode node)
    {
        var text = SigmaReader.Text(file, node);
        if (IPAddress.TryParse(text, out var single)) return new(single, single.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new RuleException(file, node, $"'{text}' is neither an address nor a network");
    }
}
