namespace Sekimori.Guard.Policy;

/// <summary>
/// The last verdicts on the calls of one connection: most calls ask what one before them asked. Only a policy's pure answers are here:
/// counts, approvals and hours are looked at each time. Thread-safe: who loses a race evaluates once more.
/// </summary>
internal sealed class VerdictMemo
{
    /// <summary>
    /// A request of WS-Management asks for itself and for its class; a client that alternates between two has four questions.
    /// </summary>
    private const int Places = 4;

    /// <summary>Characters of a question that is kept: the names in it are the caller's, and stay as long as the connection.</summary>
    private const int LongestQuestion = 512;

    private readonly Entry?[] _entries = new Entry?[Places];
    private int _next;

    /// <summary>The verdict that this policy gave to the same question; false if it is not here.</summary>
    /// <param name="policy">The policy. Another one's verdicts are not looked at.</param>
    /// <param name="facts">The question. Its time does not count.</param>
    /// <param name="verdict">The verdict.</param>
    public bool TryGet(CompiledPolicy policy, in PolicyFacts facts, out Verdict verdict)
    {
        foreach (var entry in _entries)
        {
            if (entry is null || !ReferenceEquals(entry.Policy, policy) || !PolicyFacts.AskTheSame(entry.Asked, facts)) continue;
            verdict = entry.Verdict;
            return true;
        }
        verdict = default;
        return false;
    }

    /// <summary>Keeps a verdict, in the place of the oldest.</summary>
    public void Keep(CompiledPolicy policy, in PolicyFacts facts, in Verdict verdict)
    {
        if (Characters(facts) > LongestQuestion) return;
        _entries[(uint)Interlocked.Increment(ref _next) % Places] = new(policy, facts, verdict);
    }

    private static int Characters(in PolicyFacts facts) =>
        (facts.Account?.Length ?? 0) + (facts.Resource?.Length ?? 0) + (facts.Action?.Length ?? 0) + (facts.Class?.Length ?? 0)
        + (facts.Method?.Length ?? 0);

    private sealed class Entry(CompiledPolicy policy, in PolicyFacts asked, in Verdict verdict)
    {
        public readonly PolicyFacts Asked = asked;

        public CompiledPolicy Policy => policy;

        public Verdict Verdict { get; } = verdict;
    }
}
