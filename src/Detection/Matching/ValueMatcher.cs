using Sekimori.Detection.Events;

namespace Sekimori.Detection.Matching;

/// <summary>Holds one value of a rule against a field.</summary>
internal abstract class ValueMatcher
{
    /// <summary>True if one of the field's values matches.</summary>
    public abstract bool IsMatch(EventView seen, Field field);

    /// <summary>False if the matcher checks a further field whose values are not known yet.</summary>
    public virtual bool IsCertain(EventView seen) => true;
}

/// <summary>A matcher that checks one text at a time.</summary>
internal abstract class TextMatcher : ValueMatcher
{
    public abstract bool IsMatch(string text);

    public override bool IsMatch(EventView seen, Field field)
    {
        for (var index = 0; seen.Next(field, ref index, out var value);)
            if (value is not null && IsMatch(value)) return true;
        return false;
    }
}

/// <summary>The field is absent or null.</summary>
internal sealed class NullMatcher : ValueMatcher
{
    public override bool IsMatch(EventView seen, Field field) => seen.First(field) is null;
}

/// <summary>The field exists, or does not (Sigma's "exists").</summary>
internal sealed class ExistsMatcher(bool wanted) : ValueMatcher
{
    public override bool IsMatch(EventView seen, Field field) => seen.Has(field) == wanted;
}

/// <summary>None of the field's values matches (Sigma's "neq"). An absent field differs from every value.</summary>
internal sealed class DifferentMatcher(ValueMatcher same) : ValueMatcher
{
    public override bool IsMatch(EventView seen, Field field) => !same.IsMatch(seen, field);

    public override bool IsCertain(EventView seen) => same.IsCertain(seen);
}

/// <summary>Two fields of the same event have the same value (Sigma's "fieldref"), or one is in the other.</summary>
internal sealed class FieldReferenceMatcher(Field other, TextShape shape, bool isCased) : ValueMatcher
{
    public override bool IsCertain(EventView seen) => seen.Knows(other);

    public override bool IsMatch(EventView seen, Field field)
    {
        for (var at = 0; seen.Next(other, ref at, out var wanted);)
        {
            if (wanted is null) continue;
            var matcher = new PlainMatcher(wanted, shape, isCased);
            for (var index = 0; seen.Next(field, ref index, out var value);)
                if (value is not null && matcher.IsMatch(value)) return true;
        }
        return false;
    }
}
