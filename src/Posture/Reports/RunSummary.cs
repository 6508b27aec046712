using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>The counts of a run.</summary>
internal sealed class RunSummary
{
    private readonly int[] _outcomes = new int[5];
    private readonly int[] _severities = new int[5];

    /// <summary>Hosts.</summary>
    public int Hosts { get; private set; }

    /// <summary>Hosts that answered.</summary>
    public int Reached { get; private set; }

    /// <summary>Findings that a waiver covers.</summary>
    public int Waived { get; private set; }

    /// <summary>Counts a host.</summary>
    public void Add(HostResult result)
    {
        Hosts++;
        if (result.IsReached) Reached++;
        Add(result.Findings);
    }

    /// <summary>Counts findings.</summary>
    public void Add(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            _outcomes[(int)finding.Outcome]++;
            if (finding.Counts) _severities[(int)finding.Severity]++;
            if (finding.Waiver is not null) Waived++;
        }
    }

    /// <summary>How many checks ended so.</summary>
    public int Of(Outcome outcome) => _outcomes[(int)outcome];

    /// <summary>How many findings that count have this severity.</summary>
    public int Of(Severity severity) => _severities[(int)severity];

    /// <summary>How many findings that count have at least this severity.</summary>
    public int AtLeast(Severity severity) => _severities[(int)severity..].Sum();
}
