using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Sekimori.Detection.Events;
using Sekimori.Detection.Matching;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Sigma;

/// <summary>
/// Compiles one line of a selection, "field|modifier|modifier: value or values", to a predicate (Sigma 2.1, appendix "Modifiers").
/// </summary>
internal sealed class FieldCompiler(
    string file, LogSource source, IReadOnlyDictionary<string, IReadOnlyList<string>> placeholders, ExpansionBudget budget,
    List<RuleFinding> findings)
{
    private static readonly string[] DateParts = ["minute", "hour", "day", "week", "month", "year"];
    private static readonly string[] Comparisons = ["lt", "lte", "gt", "gte"];

    /// <summary>Modifiers of one field: SigmaHQ's rules have three at most.</summary>
    private const int ModifierLimit = 8;

    /// <summary>Characters of a regular expression: SigmaHQ's longest has 217.</summary>
    private const int ExpressionLimit = 16 * 1024;

    public Predicate Compile(string key, YamlNode keyNode, YamlNode values)
    {
        var words = key.Split('|');
        var modifiers = words[1..].Select(word => word.Trim().ToLowerInvariant()).ToArray();
        if (modifiers.Length > ModifierLimit) throw new RuleException(file, keyNode, $"a field has at most {ModifierLimit} modifiers");
        foreach (var modifier in modifiers)
            if (!Known.Contains(modifier)) throw new RuleException(file, keyNode, $"the modifier '{modifier}' is not one of Sigma 2.1");
        YamlNode[] list = values switch
        {
            YamlSequenceNode sequence => [.. sequence.Children],
            YamlScalarNode => [values],
            _ => throw new RuleException(file, values, "expected a string, a number or a list of them as value"),
        };
        if (list.Length == 0) throw new RuleException(file, values, "the list is empty");
        var wantsAll = modifiers.Contains("all");
        if (modifiers.FirstOrDefault(modifier => modifier is "i" or "m" or "s") is { } flag && !modifiers.Contains("re"))
            throw new RuleException(file, keyNode, $"the modifier '{flag}' requires 're'");
        var name = words[0].Trim();
        if (name.Length == 0) return Keywords(keyNode, list, modifiers, wantsAll);
        var field = new Field(name, source.HasGenericNames);
        if (source is { IsForObservations: true, Product: not null } && field.Id == ObservationField.None)
            Find(keyNode, $"observations have no field '{name}'", false);
        var matchers = new List<ValueMatcher>();
        var groups = new List<Predicate>();
        foreach (var value in list)
        {
            ValueMatcher[] made = [.. Matchers(value, modifiers)];
            if (modifiers.Contains("neq")) made = Array.ConvertAll<ValueMatcher, ValueMatcher>(made, one => new DifferentMatcher(one));
            // With "all", each value must be found, in any of the spellings that its modifiers make of it.
            if (wantsAll && made.Length > 1 && !modifiers.Contains("neq")) groups.Add(new FieldPredicate(field, made, false));
            else matchers.AddRange(made);
        }
        // "Not equal to any of these" means none of them.
        var everyOne = wantsAll || modifiers.Contains("neq");
        if (matchers.Count > 0 || groups.Count == 0) groups.Add(new FieldPredicate(field, matchers, everyOne && matchers.Count > 0));
        return groups.Count == 1 ? groups[0] : new AllOf(groups);
    }

    /// <summary>Keywords of a line without a field ("|all": …): each may have several spellings, of which one is enough.</summary>
    private Predicate Keywords(YamlNode keyNode, YamlNode[] list, string[] modifiers, bool wantsAll)
    {
        if (Array.Exists(modifiers, modifier => modifier is "exists" or "fieldref" or "neq"))
            throw new RuleException(file, keyNode, "'exists', 'fieldref' and 'neq' need a field");
        string[] inside = Array.Exists(modifiers, modifier => modifier is "startswith" or "endswith" or "re" or "cidr")
            ? modifiers
            : [.. modifiers, "contains"];
        Predicate[] words = [.. list.Select(value => new KeywordPredicate([.. Matchers(value, inside).OfType<TextMatcher>()], false))];
        return wantsAll ? new AllOf(words) : new SomeOf(1, words);
    }

    private void Find(YamlNode node, string message, bool isDead) =>
        findings.Add(new(file, node.Start.Line, node.Start.Column, message, isDead));

    /// <summary>A keyword without a field is looked for inside of values.</summary>
    public static TextMatcher Inside(string written) => new SigmaPattern(written).Compile(TextShape.Inside, false);

    private static readonly HashSet<string> Known =
    [
        "all", "startswith", "endswith", "contains", "exists", "cased", "neq", "windash", "re", "i", "m", "s", "base64", "base64offset",
        "utf16le", "utf16be", "utf16",
        "wide", "cidr", "expand", "fieldref", .. DateParts, .. Comparisons,
    ];

    private IEnumerable<ValueMatcher> Matchers(YamlNode node, string[] modifiers)
    {
        if (node is not YamlScalarNode scalar) throw new RuleException(file, node, "expected a string or a number as value");
        if (modifiers.Contains("exists")) return [new ExistsMatcher(Boolean(scalar))];
        if (IsNull(scalar)) return [new NullMatcher()];
        var text = scalar.Value ?? "";
        var shape = Shape(modifiers);
        var isCased = modifiers.Contains("cased");
        if (modifiers.Contains("fieldref"))
            return [new FieldReferenceMatcher(new Field(text.Trim(), source.HasGenericNames), shape, isCased)];
        if (DateParts.FirstOrDefault(modifiers.Contains) is { } part)
            return [new DatePartMatcher(part, Number(node, text, Comparisons.FirstOrDefault(modifiers.Contains) ?? "eq"))];
        if (Comparisons.FirstOrDefault(modifiers.Contains) is { } comparison) return [Number(node, text, comparison)];
        if (modifiers.Contains("cidr")) return [Network(node, text)];
        if (modifiers.Contains("re")) return [Expression(node, text, modifiers)];
        if (text.Length == 0) return [new PlainMatcher("", TextShape.Whole, isCased)];
        var isEncoded = modifiers.Any(modifier => modifier is "base64" or "base64offset" or "utf16" or "utf16le" or "utf16be" or "wide");
        return Texts(node, modifiers).Select(one =>
            isEncoded ? new PlainMatcher(one, shape, isCased || modifiers.Any(m => m.StartsWith("base64", StringComparison.Ordinal)))
            : new SigmaPattern(one).Compile(shape, isCased));
    }

    /// <summary>The texts that a value stands for, after the modifiers have been applied from left to right.</summary>
    private IEnumerable<string> Texts(YamlNode node, string[] modifiers)
    {
        var text = (node as YamlScalarNode)?.Value ?? throw new RuleException(file, node, "expected a string or a number as value");
        IEnumerable<string> texts = [text];
        // A value is a pattern until the first encoding: the text that is encoded has no escape characters. After wide and utf16,
        // characters are bytes.
        bool isPattern = true, isBytes = false;
        foreach (var modifier in modifiers)
        {
            var isEncoding = modifier is "wide" or "utf16" or "utf16le" or "utf16be" or "base64" or "base64offset";
            if (isEncoding && isPattern) texts = texts.Select(one => new SigmaPattern(one).Text);
            var areBytes = isBytes;
            texts = modifier switch
            {
                "expand" => texts.SelectMany(one => Expand(node, one)),
                "windash" => texts.SelectMany(ValueModifiers.Windash),
                "wide" or "utf16le" => texts.Select(one => ValueModifiers.Utf16(one, false, false)),
                "utf16be" => texts.Select(one => ValueModifiers.Utf16(one, true, false)),
                "utf16" => texts.Select(one => ValueModifiers.Utf16(one, false, true)),
                "base64" => texts.Select(one => ValueModifiers.Base64(one, areBytes)),
                "base64offset" => texts.SelectMany(one => ValueModifiers.Base64Offset(one, areBytes)),
                _ => texts,
            };
            if (isEncoding) (isPattern, isBytes) = (false, !modifier.StartsWith("base64", StringComparison.Ordinal));
            texts = Spend(node, texts);
        }
        return texts;
    }

    // Each step may make hundreds of texts of one: they are counted as they are made.
    private List<string> Spend(YamlNode node, IEnumerable<string> made)
    {
        var texts = new List<string>();
        foreach (var text in made)
        {
            if (!budget.TrySpend(text.Length))
                throw new RuleException(file, node,
                    $"the modifiers expand this file's values to more than {ExpansionBudget.MaxTexts} strings or " +
                    $"{ExpansionBudget.MaxChars} characters");
            texts.Add(text);
        }
        return texts;
    }

    /// <summary>The values of each "%name%"; a percent character behind a backslash is one (Sigma 2.1, "Placeholders").</summary>
    private List<string> Expand(YamlNode node, string text)
    {
        var made = new List<string> { "" };
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] == '%' ? text.IndexOf('%', at + 1) : -1;
            if (end < 0)
            {
                if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '%') at++;
                var letter = text[at];
                for (var one = 0; one < made.Count; one++) made[one] += letter;
                continue;
            }
            var name = text[(at + 1)..end];
            if (!placeholders.TryGetValue(name, out var values))
            {
                // Sigma leaves the values to the user of the rule: without any, the list is empty.
                Find(node, $"the placeholder '%{name}%' has no values and never matches", false);
                return [];
            }
            if (made.Count * values.Count > ExpansionBudget.MaxTexts)
                throw new RuleException(file, node, "the placeholders expand to too many strings");
            made = [.. made.SelectMany(begin => values.Select(value => begin + value))];
            at = end;
        }
        return made;
    }

    private static TextShape Shape(string[] modifiers) => modifiers.Contains("contains") ? TextShape.Inside
        : modifiers.Contains("startswith") ? TextShape.Start
        : modifiers.Contains("endswith") ? TextShape.End
        : TextShape.Whole;

    private NumberMatcher Number(YamlNode node, string text, string comparison) =>
        ExactNumber.TryParse(text, out var number)
        ? new(number, comparison)
        : throw new RuleException(file, node, $"'{text}' is not a number");

    // YAML's own spellings: "no" written for exists must not become "there".
    private bool Boolean(YamlScalarNode node) => node.Value?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => throw new RuleException(file, node, $"'{node.Value}' is neither true nor false"),
    };

    private NetworkMatcher Network(YamlNode node, string text)
    {
        if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var single))
            return new(new IPNetwork(single, single.GetAddressBytes().Length * 8));
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        // IPNetwork rejects host bits; published rules have them.
        if (slash > 0 && IPAddress.TryParse(text.AsSpan(0, slash), out var address) && int.TryParse(text.AsSpan(slash + 1), out var length)
            && length >= 0 && length <= address.GetAddressBytes().Length * 8)
        {
            var bytes = address.GetAddressBytes();
            for (var bit = length; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            return new(new IPNetwork(new IPAddress(bytes), length));
        }
        throw new RuleException(file, node, $"'{text}' is not a network");
    }

    private RegexMatcher Expression(YamlNode node, string text, string[] modifiers)
    {
        if (text.Length > ExpressionLimit)
            throw new RuleException(file, node, $"a regular expression has at most {ExpressionLimit} characters");
        var options = RegexOptions.None;
        if (modifiers.Contains("i")) options |= RegexOptions.IgnoreCase;
        if (modifiers.Contains("m")) options |= RegexOptions.Multiline;
        if (modifiers.Contains("s")) options |= RegexOptions.Singleline;
        try
        {
            return new(text, options);
        }
        catch (ArgumentException wrong)
        {
            throw new RuleException(file, node, $"invalid regular expression: {wrong.Message}");
        }
    }

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "null" or "~" or "Null" or "NULL"
        && scalar.Style == ScalarStyle.Plain;
}
