namespace Sekimori.Posture.Facts;

/// <summary>Everything that is known about one host.</summary>
/// <param name="host">Its name, as it was asked for.</param>
internal sealed class HostFacts(string host)
{
    /// <summary>More facts than the largest host has: a mapper with 4,000 endpoints and a policy with 10,000 values.</summary>
    public const int MaxFacts = 50_000;

    private readonly List<Fact> _facts = [];
    private readonly Dictionary<string, List<Fact>> _byId = new(StringComparer.Ordinal);

    /// <summary>The host.</summary>
    public string Host { get; } = host;

    /// <summary>All facts in the order of their arrival.</summary>
    public IReadOnlyList<Fact> All => _facts;

    /// <summary>True if facts were dropped because there were more than <see cref="MaxFacts"/>.</summary>
    public bool IsCut { get; private set; }

    /// <summary>True if a question was answered, or a file was read.</summary>
    public bool IsReached => _facts.Exists(fact => fact.Id is not (FactId.Port or FactId.Address or FactId.Trouble or FactId.Role)
        || fact is { Id: FactId.Port, Value: PortState.Open or PortState.Closed });

    /// <summary>Adds a fact.</summary>
    public void Add(Fact fact)
    {
        if (_facts.Count >= MaxFacts)
        {
            IsCut = true;
            return;
        }

        _facts.Add(fact);
        if (!_byId.TryGetValue(fact.Id, out var same)) _byId[fact.Id] = same = [];
        same.Add(fact);
    }

    /// <summary>Adds a fact of the wire.</summary>
    public void Add(string id, string subject, string value) => Add(new Fact(id, subject, value));

    /// <summary>Adds several facts.</summary>
    public void Add(IEnumerable<Fact> facts)
    {
        foreach (var fact in facts) Add(fact);
    }

    /// <summary>The facts of a kind.</summary>
    public IReadOnlyList<Fact> Of(string id) => _byId.TryGetValue(id, out var facts) ? facts : [];

    /// <summary>The first fact of a kind about a subject; null if there is none.</summary>
    public Fact? Find(string id, string subject)
    {
        foreach (var fact in Of(id))
            if (string.Equals(fact.Subject, subject, StringComparison.OrdinalIgnoreCase)) return fact;
        return null;
    }
}
