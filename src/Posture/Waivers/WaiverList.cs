using System.Globalization;
using Sekimori.Guard.Yaml;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Posture.Waivers;

/// <summary>Accepted findings: a YAML sequence of check, host, subject, reason, by and until. Unknown keys are errors.</summary>
internal sealed class WaiverList(IReadOnlyList<Waiver> waivers)
{
    // What is accepted for longer than a year is not looked at again.
    private const int MaxDays = 366;

    /// <summary>No waivers.</summary>
    public static WaiverList Empty { get; } = new([]);

    /// <summary>The waivers in their order.</summary>
    public IReadOnlyList<Waiver> All => waivers;

    /// <summary>The finding with the waiver that covers it, or the ended one that did.</summary>
    public Finding Apply(Finding finding, DateTimeOffset now)
    {
        if (finding.Outcome != Outcome.Fail) return finding;
        Waiver? ended = null;
        foreach (var waiver in waivers.Where(waiver => waiver.Matches(finding)))
        {
            if (!waiver.HasEnded(now)) return finding with { Waiver = waiver };
            ended = waiver;
        }

        return ended is null ? finding : finding with { EndedWaiver = ended };
    }

    /// <summary>Reads a list.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="now">The time: a waiver that begins today lasts a year at most.</param>
    /// <exception cref="WaiverException">It is no such list.</exception>
    public static WaiverList Read(string file, string text, DateTimeOffset now)
    {
        YamlStream stream;
        try
        {
            stream = YamlText.Load(text);
        }
        catch (YamlException wrong)
        {
            throw new WaiverException(file, wrong.Start.Line, wrong.Start.Column, wrong.Message);
        }

        if (stream.Documents.Count == 0) return Empty;
        if (stream.Documents is not [{ RootNode: YamlSequenceNode list }])
            throw Wrong(file, stream.Documents[0].RootNode, "expected a YAML sequence of waivers");
        return new([.. list.Children.Select(node => One(file, node, now))]);
    }

    private static Waiver One(string file, YamlNode node, DateTimeOffset now)
    {
        if (node is not YamlMappingNode map) throw Wrong(file, node, "expected 'check', 'host', 'reason', 'by' and 'until'");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in map)
        {
            if (key is not YamlScalarNode { Value: "check" or "host" or "subject" or "reason" or "by" or "until" } name)
                throw Wrong(file, key, "expected check, host, subject, reason, by or until");
            if (value is not YamlScalarNode { Value.Length: > 0 } text) throw Wrong(file, value, $"{name.Value}: expected a text");
            values[name.Value] = text.Value;
        }

        var missing = new[] { "check", "host", "reason", "by", "until" }.FirstOrDefault(key => !values.ContainsKey(key));
        if (missing is not null) throw Wrong(file, node, $"'{missing}' is missing: a waiver has check, host, reason, by and until");
        try
        {
            return Make(values["check"], values["host"], values.GetValueOrDefault("subject"), values["reason"], values["by"],
                values["until"], now);
        }
        catch (FormatException wrong)
        {
            throw Wrong(file, node, wrong.Message);
        }
    }

    /// <summary>A waiver from its texts.</summary>
    /// <exception cref="FormatException">There is no such check, or the day is none or too far away.</exception>
    public static Waiver Make(string check, string host, string? subject, string reason, string by, string until, DateTimeOffset now)
    {
        if (CheckCatalogue.Find(check) is not { } known) throw new FormatException($"there is no check '{check}'");
        if (!DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw new FormatException($"until: '{until}' is not a date such as 2027-03-31");
        if (day > DateOnly.FromDateTime(now.UtcDateTime).AddDays(MaxDays))
            throw new FormatException("until: a waiver lasts a year at most; renew it then");
        return new(known.Id, host, subject, reason, by, day);
    }

    private static WaiverException Wrong(string file, YamlNode node, string reason) =>
        new(file, node.Start.Line, node.Start.Column, reason);
}
