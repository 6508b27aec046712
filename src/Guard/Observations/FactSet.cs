using System.Diagnostics.CodeAnalysis;

namespace Sekimori.Guard.Observations;

/// <summary>Facts from inside a call, in the order in which they were read; a fact may come more than once.</summary>
public sealed class FactSet
{
    /// <summary>How many facts one observation holds: a call of 64 KiB could hold thousands of names, and rules look at the first.</summary>
    public const int Limit = 64;

    private readonly List<KeyValuePair<Fact, string>> _facts = [];
    private ulong _kinds;

    /// <summary>No facts.</summary>
    public static FactSet Empty { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count => _facts.Count;

    /// <summary>Which facts there are, one bit for each: what a rule asks for is mostly not among them, and that is known without a search.</summary>
    public ulong Kinds => _kinds;

    /// <summary>True where there is at least one such fact.</summary>
    public bool Has(Fact fact) => (_kinds & 1UL << (int)fact) != 0;

    /// <summary>The facts.</summary>
    public IReadOnlyList<KeyValuePair<Fact, string>> All => _facts;

    /// <summary>Adds a fact; says nothing where <see cref="Limit"/> is reached.</summary>
    public void Add(Fact fact, string value)
    {
        if (ReferenceEquals(this, Empty)) throw new InvalidOperationException("The empty set is shared: make a new one.");
        if (_facts.Count >= Limit) return;
        _facts.Add(new(fact, value));
        _kinds |= 1UL << (int)fact;
    }

    /// <summary>The first value of a fact; null where there is none.</summary>
    public string? this[Fact fact]
    {
        get
        {
            if (!Has(fact)) return null;
            foreach (var (key, value) in _facts)
                if (key == fact) return value;
            return null;
        }
    }

    /// <summary>The values of a fact from <paramref name="index"/> on: call with an index of 0, and again with the one it leaves.</summary>
    public bool Next(Fact fact, ref int index, [NotNullWhen(true)] out string? value)
    {
        while (Has(fact) && index < _facts.Count)
        {
            var (key, candidate) = _facts[index++];
            if (key != fact) continue;
            value = candidate;
            return true;
        }
        value = null;
        return false;
    }
}
