namespace Sekimori.Cim.Wql;

/// <summary>
/// A condition that is bound to a class: only a true one matches, neither false nor unknown. Negations are inside the leaves already.
/// </summary>
internal abstract class WqlPredicate
{
    public abstract bool Matches(in WqlRow row);

    public sealed class All(WqlPredicate[] parts) : WqlPredicate
    {
        public override bool Matches(in WqlRow row)
        {
            foreach (var part in parts)
                if (!part.Matches(row))
                    return false;
            return true;
        }
    }

    public sealed class Any(WqlPredicate[] parts) : WqlPredicate
    {
        public override bool Matches(in WqlRow row)
        {
            foreach (var part in parts)
                if (part.Matches(row))
                    return true;
            return false;
        }
    }

    public sealed class NullTest(WqlSource source, bool wanted) : WqlPredicate
    {
        public override bool Matches(in WqlRow row)
        {
            row.Budget.Spend(source.Cost);
            return source.Read(row).IsNull == wanted;
        }
    }

    public sealed class LikeTest(WqlSource source, LikePattern pattern, bool wanted) : WqlPredicate
    {
        public override bool Matches(in WqlRow row)
        {
            row.Budget.Spend(source.Cost);
            return source.Read(row).AsString is { } text && pattern.Matches(text, row.Budget) == wanted;
        }
    }

    public sealed class IsaThis(string className, bool wanted) : WqlPredicate
    {
        public override bool Matches(in WqlRow row)
        {
            row.Budget.Spend(1 + row.Class.Derivation.Count);
            return row.Class.IsA(className) == wanted;
        }
    }

    public sealed class IsaEmbedded(WqlSource source, string className, bool wanted) : WqlPredicate
    {
        public override bool Matches(in WqlRow row)
        {
            row.Budget.Spend(source.Cost);
            return source.Read(row).AsInstance is { } inner && inner.Class.IsA(className) == wanted;
        }
    }
}
