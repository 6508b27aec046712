using Sekimori.Survey;

namespace Sekimori.App.Posture;

/// <summary>How a worker works.</summary>
/// <param name="Name">Its name: one for each process.</param>
/// <param name="Vantage">Where it stands.</param>
/// <param name="Own">Its own options of questions: how many hosts at once, its authorities.</param>
internal sealed record WorkerOptions(string Name, Sekimori.Posture.Evaluation.Vantage Vantage, SurveyOptions Own)
{
    /// <summary>Blocks of this run alone; null for every run.</summary>
    public Guid? Run { get; init; }

    /// <summary>Whether to end when nothing is left.</summary>
    public bool IsDraining { get; init; }

    /// <summary>How long a block is the worker's without a renewal.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The name of this process: machine and number.</summary>
    public static string NameOfProcess { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>True if a worker was a process of this machine that is no more.</summary>
    public static bool IsGone(string worker)
    {
        var colon = worker.LastIndexOf(':');
        if (colon < 0 || worker[..colon] != Environment.MachineName || !int.TryParse(worker.AsSpan(colon + 1), out var id)) return false;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
