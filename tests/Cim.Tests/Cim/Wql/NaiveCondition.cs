using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sekimori.Cim.Model;

namespace Sekimori.Cim.Tests.Wql;

/// <summary>
/// A random condition that can write itself as WQL and, in three-valued logic and by the simplest means, say whether it holds.
/// </summary>
internal abstract record NaiveCondition
{
    private static readonly string[] _operators = ["=", "<>", "!=", "<", "<=", ">", ">="];

    /// <summary>True, false, or null for unknown.</summary>
    public abstract bool? Holds(CimInstance row);

    public abstract string Write(Random random);

    public static NaiveCondition Next(Random random, CimClass c, IReadOnlyList<CimInstance> rows, int depth)
    {
        switch (depth == 0 ? 5 : random.Next(10))
        {
            case 0 or 1:
                return new Many(Enumerable.Range(0, random.Next(2, 4)).Select(_ => Next(random, c, rows, depth - 1)).ToList(), true);
            case 2 or 3:
                return new Many(Enumerable.Range(0, random.Next(2, 4)).Select(_ => Next(random, c, rows, depth - 1)).ToList(), false);
            case 4:
                return new Not(Next(random, c, rows, depth - 1));
            default:
                return Leaf(random, c, rows);
        }
    }

    private static NaiveCondition Leaf(Random random, CimClass c, IReadOnlyList<CimInstance> rows)
    {
        var property = c.Properties[random.Next(c.Properties.Count)];
        if (property.IsArray || property.Type is CimType.Object || random.Next(8) == 0)
            return new IsNull(property, random.Next(2) == 0);
        // A value that some row has, or one near it.
        var value = rows[random.Next(rows.Count)][property.Index];
        if (value.IsNull)
            return new IsNull(property, random.Next(2) == 0);
        var equality = property.Type is CimType.Boolean or CimType.Reference;
        if (property.Type == CimType.String && random.Next(2) == 0)
            return new Like(property, PatternOf(random, value.AsString!), random.Next(4) == 0);
        var op = _operators[random.Next(equality ? 3 : _operators.Length)];
        if (value.IsInteger && random.Next(3) == 0)
            return new Compare(property, op, random.Next(-300, 300));
        return new Compare(property, op, value);
    }

    private static string PatternOf(Random random, string text)
    {
        var pattern = new StringBuilder();
        foreach (var c in text)
        {
            pattern.Append(random.Next(12) switch
            {
                0 => "%",
                1 => "_",
                2 => "[a-m]",
                3 => "[^a-m]",
                4 => c is '^' or ']' or '[' ? "[[]" : $"[{c}]",
                5 => "%_%",
                6 => "",
                7 => char.ToUpperInvariant(c).ToString() is var upper && upper is "%" or "_" or "[" ? $"[{upper}]" : upper,
                _ => c is '%' or '_' or '[' ? $"[{c}]" : c.ToString(),
            });
            if (random.Next(20) == 0)
                return pattern.Append('%').ToString();
        }
        return pattern.ToString();
    }

    private static string Quote(Random random, string text)
    {
        var quote = random.Next(2) == 0 ? "'" : "\"";
        return quote + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(quote, "\\" + quote, StringComparison.Ordinal) + quote;
    }

    private static string Case(Random random, string word) => random.Next(3) switch
    {
        0 => word.ToUpperInvariant(),
        1 => word.ToLowerInvariant(),
        _ => word,
    };

    private sealed record Many(List<NaiveCondition> Parts, bool And) : NaiveCondition
    {
        public override bool? Holds(CimInstance row)
        {
            var answers = Parts.Select(p => p.Holds(row)).ToList();
            if (answers.Contains(!And))
                return !And;
            return answers.Contains(null) ? null : And;
        }

        public override string Write(Random random) =>
            "(" + string.Join(Case(random, And ? " AND " : " OR "), Parts.Select(p => p.Write(random))) + ")";
    }

    private sealed record Not(NaiveCondition Part) : NaiveCondition
    {
        public override bool? Holds(CimInstance row) => !Part.Holds(row);

        public override string Write(Random random) => Case(random, "NOT ") + Part.Write(random);
    }

    private sealed record IsNull(CimProperty Property, bool Negated) : NaiveCondition
    {
        public override bool? Holds(CimInstance row) => row[Property.Index].IsNull != Negated;

        public override string Write(Random random) => Case(random, Property.Name) + Case(random, Negated ? " IS NOT NULL" : " IS NULL");
    }

    private sealed record Like(CimProperty Property, string Pattern, bool Infix) : NaiveCondition
    {
        private readonly Regex _regex = new("^" + Regex.Replace(Pattern, @"\[\^?.[^\]]*\]|%|_|[^%_]", m => m.Value switch
        {
            "%" => ".*",
            "_" => ".",
            { Length: > 1 } set => "[" + (set[1] == '^' && set.Length > 3 ? "^" + Escape(set[2..^1]) : Escape(set[1..^1])) + "]",
            _ => Regex.Escape(m.Value),
        }) + "$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);

        public override bool? Holds(CimInstance row) => row[Property.Index].AsString is { } text ? _regex.IsMatch(text) ^ Infix : null;

        public override string Write(Random random) =>
            $"{Case(random, Property.Name)}{Case(random, Infix ? " NOT LIKE " : " LIKE ")}{Quote(random, Pattern)}";

        private static string Escape(string set) => set == "a-m" ? set : Regex.Replace(set, @"[\\\]\[^-]", @"\$0");
    }

    private sealed record Compare(CimProperty Property, string Operator, CimValue Constant) : NaiveCondition
    {
        public override bool? Holds(CimInstance row)
        {
            var value = row[Property.Index];
            if (value.IsNull)
                return null;
            var order = Order(value, Constant);
            return Operator switch
            {
                "=" => order == 0,
                "<>" or "!=" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            };
        }

        public override string Write(Random random)
        {
            var constant = Constant.Type switch
            {
                CimType.String or CimType.DateTime or CimType.Char16 or CimType.Reference => Quote(random, Constant.ToString()),
                CimType.Boolean => random.Next(2) == 0 ? Constant.ToString() : Constant.AsBoolean ? "1" : "0",
                CimType.Real32 or CimType.Real64 => Constant.AsReal.ToString("R", CultureInfo.InvariantCulture),
                _ => random.Next(6) == 0 ? $"'{Constant}'" : Constant.ToString(),
            };
            if (random.Next(4) != 0)
                return $"{Case(random, Property.Name)} {Operator} {constant}";
            var mirrored = Operator switch { "<" => ">", ">" => "<", "<=" => ">=", ">=" => "<=", _ => Operator };
            return $"{constant} {mirrored} {Case(random, Property.Name)}";
        }

        private static int Order(CimValue a, CimValue b) => a.Type switch
        {
            CimType.String => string.CompareOrdinal(a.AsString!.ToUpperInvariant(), b.AsString!.ToUpperInvariant()),
            CimType.DateTime => (a.AsDateTime!.Value.IsInterval ? a.AsDateTime.Value.Interval.Ticks : a.AsDateTime.Value.Time.UtcTicks)
                .CompareTo(b.AsDateTime!.Value.IsInterval ? b.AsDateTime.Value.Interval.Ticks : b.AsDateTime.Value.Time.UtcTicks),
            CimType.Reference => a.AsReference!.Keys[0].Value.ToString() == b.AsReference!.Keys[0].Value.ToString() ? 0 : 1,
            CimType.Real32 or CimType.Real64 => a.AsReal.CompareTo(b.AsReal),
            CimType.Boolean or CimType.Char16 => a.AsInt64.CompareTo(b.AsInt64),
            _ => decimal.Parse(a.ToString(), CultureInfo.InvariantCulture)
                .CompareTo(decimal.Parse(b.ToString(), CultureInfo.InvariantCulture)),
        };
    }
}
