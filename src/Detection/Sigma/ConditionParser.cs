using Sekimori.Detection.Matching;
using YamlDotNet.RepresentationModel;

namespace Sekimori.Detection.Sigma;

/// <summary>Parses a rule's condition: names of selections, and, or, not, parentheses, "1 of them", "all of name*".</summary>
internal sealed class ConditionParser
{
    /// <summary>Parentheses within parentheses: more than a person writes.</summary>
    private const int DepthLimit = 64;

    /// <summary>Words of one condition. SigmaHQ's longest has 83; each "1 of them" adds an entry for each selection.</summary>
    private const int WordLimit = 1000;

    private readonly string _file;
    private readonly YamlNode _node;
    private readonly IReadOnlyDictionary<string, Predicate> _selections;
    private readonly string[] _words;
    private int _at, _depth;

    private ConditionParser(string file, YamlNode node, string text, IReadOnlyDictionary<string, Predicate> selections)
    {
        (_file, _node, _selections) = (file, node, selections);
        _words = text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal)
            .Split((char[]?)null, WordLimit + 1, StringSplitOptions.RemoveEmptyEntries);
        if (_words.Length > WordLimit) throw Wrong($"the condition has more than {WordLimit} words");
    }

    /// <summary>Compiles the condition.</summary>
    /// <exception cref="RuleException">It is not well formed, or names a selection that does not exist.</exception>
    public static Predicate Parse(string file, YamlNode node, string text, IReadOnlyDictionary<string, Predicate> selections)
    {
        if (text.Contains('|', StringComparison.Ordinal))
            throw new RuleException(file, node, "aggregation after '|' is no longer part of Sigma: use a correlation");
        var parser = new ConditionParser(file, node, text, selections);
        var result = parser.Or();
        if (parser._at < parser._words.Length) throw parser.Wrong($"'{parser._words[parser._at]}' is unexpected");
        return result;
    }

    private Predicate Or()
    {
        if (++_depth > DepthLimit) throw Wrong("the condition is nested too deeply");
        var parts = new List<Predicate> { And() };
        while (Take("or")) parts.Add(And());
        _depth--;
        return parts.Count == 1 ? parts[0] : new SomeOf(1, parts);
    }

    private Predicate And()
    {
        var parts = new List<Predicate> { Unary() };
        while (Take("and")) parts.Add(Unary());
        return parts.Count == 1 ? parts[0] : new AllOf(parts);
    }

    private Predicate Unary()
    {
        var isNegated = false;
        while (Take("not")) isNegated = !isNegated;
        var operand = Operand();
        return isNegated ? new Not(operand) : operand;
    }

    private Predicate Operand()
    {
        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : throw Wrong("a parenthesis is not closed");
        }
        var word = _at < _words.Length ? _words[_at++] : throw Wrong("the condition is incomplete");
        if (_at < _words.Length && Is("of")) return Quantified(word);
        return _selections.TryGetValue(word, out var selection) ? selection : throw Wrong($"unknown selection '{word}'");
    }

    private Predicate Quantified(string count)
    {
        _at++;
        var pattern = _at < _words.Length ? _words[_at++] : throw Wrong("'of' what?");
        // "them" leaves out what starts with an underscore.
        var matcher = pattern.Equals("them", StringComparison.OrdinalIgnoreCase)
            ? null
            : new SigmaPattern(pattern).Compile(TextShape.Whole, true);
        Predicate[] chosen = [.. _selections.Where(one => matcher?.IsMatch(one.Key) ?? !one.Key.StartsWith('_')).Select(one => one.Value)];
        if (chosen.Length == 0) throw Wrong($"no selection matches '{pattern}'");
        if (count.Equals("all", StringComparison.OrdinalIgnoreCase)) return new AllOf(chosen);
        if (count.Equals("any", StringComparison.OrdinalIgnoreCase)) return new SomeOf(1, chosen);
        return int.TryParse(count, out var wanted) && wanted > 0
            ? new SomeOf(wanted, chosen)
            : throw Wrong($"'{count} of' is neither a number nor all");
    }

    private bool Is(string word) => _words[_at].Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool Take(string word)
    {
        if (_at >= _words.Length || !Is(word)) return false;
        _at++;
        return true;
    }

    private RuleException Wrong(string message) => new(_file, _node, message);
}
