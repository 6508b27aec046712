using Sekimori.Guard.Yaml;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Posture.Checks;

/// <summary>Reads checks.yml and settings.yml. They are ours: a slip in them is a defect, and a test finds it.</summary>
internal static class CheckReader
{
    /// <summary>Reads checks.</summary>
    /// <param name="text">The file.</param>
    /// <param name="settings">The settings that they refer to.</param>
    /// <exception cref="FormatException">The file is wrong; the message says where.</exception>
    public static IReadOnlyList<Check> Read(string text, IReadOnlyDictionary<string, Setting> settings) =>
        [.. Rows(text).Select(row => new Check
        {
            Id = Text(row, "id"),
            Name = Text(row, "name"),
            Severity = Severity(Text(row, "severity")),
            SeenBy = Words(row, "seen").Aggregate(SeenBy.None, (all, word) => all | Enum.Parse<SeenBy>(word, ignoreCase: true)),
            Title = new(Text(row, "title"), Text(row, "title-ja")),
            Reason = new(Text(row, "reason"), Text(row, "reason-ja")),
            Remedy = Text(row, "remedy").TrimEnd(),
            References = [.. Words(row, "references")],
            Settings = [.. Items(row, "settings").Cast<YamlMappingNode>().Select(rule => Rule(rule, settings))],
        })];

    /// <summary>Reads settings, by their id.</summary>
    public static IReadOnlyDictionary<string, Setting> ReadSettings(string text) => Rows(text)
        .Select(row => new Setting(Text(row, "id"), Optional(row, "policy"), Optional(row, "local"), Optional(row, "winrm")))
        .ToDictionary(setting => setting.Id, StringComparer.Ordinal);

    private static SettingRule Rule(YamlMappingNode rule, IReadOnlyDictionary<string, Setting> settings)
    {
        var id = Text(rule, "setting");
        if (!settings.TryGetValue(id, out var setting))
            throw new FormatException($"line {rule.Start.Line}: '{id}' is not a setting of settings.yml");
        foreach (var kind in Enum.GetValues<ConditionKind>())
        {
            var key = kind == ConditionKind.IsNot ? "is-not" : kind.ToString().ToLowerInvariant();
            if (Optional(rule, key) is { } value)
                return new(setting, new(kind, value), Optional(rule, "severity") is { } severity ? Severity(severity) : null);
        }

        throw new FormatException($"line {rule.Start.Line}: a rule needs is, is-not, least, most, bits or empty");
    }

    private static IEnumerable<YamlMappingNode> Rows(string text) =>
        ((YamlSequenceNode)YamlText.Load(text).Documents[0].RootNode).Children.Cast<YamlMappingNode>();

    private static Severity Severity(string word) => Enum.Parse<Severity>(word, ignoreCase: true);

    private static string Text(YamlMappingNode row, string key) =>
        Optional(row, key) ?? throw new FormatException($"line {row.Start.Line}: '{key}' is missing");

    private static string? Optional(YamlMappingNode row, string key) =>
        row.Children.TryGetValue(key, out var node) ? ((YamlScalarNode)node).Value ?? "" : null;

    private static IEnumerable<string> Words(YamlMappingNode row, string key) =>
        Items(row, key).Select(node => ((YamlScalarNode)node).Value ?? "");

    private static IEnumerable<YamlNode> Items(YamlMappingNode row, string key) =>
        !row.Children.TryGetValue(key, out var node) ? [] : node is YamlSequenceNode list ? list.Children : [node];
}
