using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>E12, which needs several hosts: the same key on more than one of them.</summary>
internal sealed class FleetChecks
{
    // A hash and two names: 100,000 hosts are 20 MB.
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Compares a host's keys with those of the hosts before it.</summary>
    public IReadOnlyList<Finding> Evaluate(HostFacts facts, EvaluationOptions options)
    {
        var check = CheckCatalogue.Find("E12")!;
        var question = new Question(check, facts, options);
        var findings = new List<Finding>();
        foreach (var fact in facts.Of(FactId.CertificateKeyHash))
        {
            var place = $"{facts.Host} {fact.Subject}";
            if (!_owners.TryGetValue(fact.Value, out var owner)) _owners[fact.Value] = place;
            else if (owner.Split(' ')[0] != facts.Host) findings.Add(question.Fail(fact.Subject, fact,
                new Fact(fact.Id, owner, fact.Value)));
        }

        return findings.Count > 0 ? findings : [question.NotSeen()];
    }
}
