using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>E12, which needs several hosts: the same key on more than one of them.</summary>
internal sealed class FleetChecks
{
    // A hash and two names: 100,000 hosts are 20 MB.
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>The check that this class makes; the evaluation of one host leaves it out.</summary>
    public const string Id = "E12";

    /// <summary>Compares a host's keys with those of the hosts before it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="keys">The hashes of its keys.</param>
    /// <param name="options">Time and vantage.</param>
    public IReadOnlyList<Finding> Evaluate(string host, IEnumerable<Fact> keys, EvaluationOptions options)
    {
        var question = new Question(CheckCatalogue.Find(Id)!, new HostFacts(host), options);
        var findings = new List<Finding>();
        // The first host has nobody to be compared with.
        var isFirst = _owners.Count == 0;
        foreach (var fact in keys)
        {
            var place = $"{host} {fact.Subject}";
            if (!_owners.TryGetValue(fact.Value, out var owner))
            {
                _owners[fact.Value] = place;
                if (!isFirst) findings.Add(question.Pass(fact.Subject, fact));
            }
            else if (owner.Split(' ')[0] != host) findings.Add(question.Fail(fact.Subject, fact,
                new Fact(fact.Id, owner, fact.Value)));
        }

        return findings.Count > 0 ? findings : [question.NotSeen()];
    }
}
