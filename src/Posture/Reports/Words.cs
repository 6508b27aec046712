using Sekimori.Guard.Yaml;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Posture.Reports;

/// <summary>
/// The words of reports in their languages, from labels.yml; and the words of machine-readable formats, which have one language.
/// </summary>
internal static class Words
{
    private static readonly Dictionary<string, LocalText> Labels =
        ((YamlMappingNode)YamlText.Load(EmbeddedText.Read("labels.yml")).Documents[0].RootNode).Children.ToDictionary(
            pair => ((YamlScalarNode)pair.Key).Value!,
            pair => pair.Value is YamlSequenceNode { Children: [YamlScalarNode english, YamlScalarNode japanese] }
                ? new LocalText(english.Value!, japanese.Value!)
                : throw new FormatException($"labels.yml, line {pair.Value.Start.Line}: expected [English, Japanese]"),
                    StringComparer.Ordinal);

    /// <summary>A label; the key itself if there is none.</summary>
    public static string Label(string key, Language language) => Labels.TryGetValue(key, out var text) ? text.In(language) : key;

    /// <summary>The outcome for people.</summary>
    public static string Label(Outcome outcome, Language language) => Label(Of(outcome), language);

    /// <summary>The severity for people.</summary>
    public static string Label(Severity severity, Language language) => Label(Of(severity), language);

    /// <summary>The outcome for programs: "notSeen".</summary>
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Pass => "pass",
        Outcome.Fail => "fail",
        Outcome.NotApplicable => "notApplicable",
        Outcome.NotSeen => "notSeen",
        _ => "error",
    };

    /// <summary>The severity for programs: "high".</summary>
    public static string Of(Severity severity) => severity.ToString().ToLowerInvariant();

    /// <summary>The evidence in one line.</summary>
    public static string Evidence(Finding finding, Language language) =>
        string.Join("; ", finding.Evidence.Take(4).Select(fact =>
            Label(fact.Id, language) + (fact.Subject.Length > 0 && fact.Subject != finding.Subject ? " " + fact.Subject : "")
            + " = " + fact.Value
            + (fact.Place.Length > 0 ? $" ({fact.Place})" : "")));
}
