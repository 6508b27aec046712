using Sekimori.Detection.Events;

namespace Sekimori.Detection.Matching;

/// <summary>Every part holds.</summary>
internal sealed class AllOf(IReadOnlyList<Predicate> parts) : Predicate
{
    private readonly Predicate[] _parts = [.. parts];

    public override Truth Test(EventView seen)
    {
        var result = Truth.Yes;
        foreach (var part in _parts)
        {
            var one = part.Test(seen);
            if (one == Truth.No) return Truth.No;
            if (one < result) result = one;
        }
        return result;
    }
}

/// <summary>At least this many parts hold.</summary>
internal sealed class SomeOf(int wanted, IReadOnlyList<Predicate> parts) : Predicate
{
    private readonly Predicate[] _parts = [.. parts];

    public override Truth Test(EventView seen)
    {
        int yes = 0, unknown = 0;
        foreach (var part in _parts)
        {
            var one = part.Test(seen);
            if (one == Truth.Yes && ++yes >= wanted) return Truth.Yes;
            if (one == Truth.Unknown) unknown++;
        }
        return yes + unknown >= wanted ? Truth.Unknown : Truth.No;
    }
}

/// <summary>The part is not true.</summary>
internal sealed class Not(Predicate part) : Predicate
{
    public override Truth Test(EventView seen) =>
        part.Test(seen) switch { Truth.Yes => Truth.No, Truth.No => Truth.Yes, _ => Truth.Unknown };
}

/// <summary>The event is of the source that the rule is for, and the rule holds.</summary>
internal sealed class FromSource(Sigma.LogSource source, Predicate part) : Predicate
{
    public override Truth Test(EventView seen) =>
        seen.IsFrom(source) switch { true => part.Test(seen), false => Truth.No, null => Truth.Unknown };
}
