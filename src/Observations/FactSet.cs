using System.Diagnostics.CodeAnalysis;

namespace Sekimori.Observations;

/// <summary>
/// Facts from inside a call, in the order in which they were read; a fact may come more than once. Values are whole: what is bounded is the
/// record (<see cref="ToRecord"/>).
/// </summary>
public sealed partial class FactSet
{
    /// <summary>
    /// How many facts are held. A request has 20,000 elements at most (SoapLimits) and a few facts that are not elements; a captured stub
    /// of 64 KiB has fewer. What comes beyond is counted and hashed.
    /// </summary>
    public const int Limit = 32 * 1024;

    private readonly List<KeyValuePair<Fact, string>> _facts = [];
    private Dictionary<Fact, FactTail>? _tails;
    private ulong _kinds;
    private int _longest;

    // By hash: a call has up to Limit facts, and comparing each with each would take seconds.
    private static readonly IEqualityComparer<(Fact Fact, string Value)> _ignoringCase =
        EqualityComparer<(Fact Fact, string Value)>.Create(
            static (left, right) => left.Fact == right.Fact && left.Value.Equals(right.Value, StringComparison.OrdinalIgnoreCase),
            static one => HashCode.Combine(one.Fact, StringComparer.OrdinalIgnoreCase.GetHashCode(one.Value)));

    /// <summary>No facts.</summary>
    public static FactSet Empty { get; } = new();

    /// <summary>How many there are.</summary>
    public int Count => _facts.Count;

    /// <summary>Characters of all values together: what they weigh in memory.</summary>
    public long Characters { get; private set; }

    /// <summary>
    /// Which facts there are, one bit for each: what a rule asks for is mostly not among them, and that is known without a search.
    /// </summary>
    public ulong Kinds => _kinds;

    /// <summary>True if there is at least one such fact.</summary>
    public bool Has(Fact fact) => (_kinds & 1UL << (int)fact) != 0;

    /// <summary>The facts.</summary>
    public IReadOnlyList<KeyValuePair<Fact, string>> All => _facts;

    /// <summary>Adds a fact.</summary>
    public void Add(Fact fact, string value)
    {
        if (ReferenceEquals(this, Empty)) throw new InvalidOperationException("The empty set is shared: create a new one.");
        if (_facts.Count >= Limit)
        {
            TailOf(fact).Drop(value);
            return;
        }
        _facts.Add(new(fact, value));
        _kinds |= 1UL << (int)fact;
        Characters += value.Length;
        if (value.Length > _longest) _longest = value.Length;
    }

    /// <summary>
    /// These facts together with what was found out later. A fact that is there already comes once; where only the case of its letters
    /// differs, it is written as it was found out: a caller can spell the name of a method as it likes.
    /// </summary>
    /// <param name="further">What was found out.</param>
    internal FactSet With(FactSet further)
    {
        ArgumentNullException.ThrowIfNull(further);
        var later = new HashSet<(Fact, string)>(further._facts.Select(one => (one.Key, one.Value)), _ignoringCase);
        var together = new FactSet();
        foreach (var (fact, value) in _facts)
            if (!later.Contains((fact, value))) together.Add(fact, value);
        foreach (var (fact, value) in further._facts)
            if (later.Remove((fact, value))) together.Add(fact, value);
        return together;
    }

    /// <summary>A set with the same facts: for an observation that is reported before more is known.</summary>
    public FactSet Copy()
    {
        var copy = new FactSet();
        foreach (var (fact, value) in _facts) copy.Add(fact, value);
        return copy;
    }

    /// <summary>The first value of a fact; null if there is none.</summary>
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

    private FactTail TailOf(Fact fact)
    {
        _tails ??= [];
        if (_tails.TryGetValue(fact, out var known)) return known;
        var tail = _tails[fact] = new();
        for (var index = 0; Next(fact, ref index, out var value);) tail.Pass(value);
        return tail;
    }
}
