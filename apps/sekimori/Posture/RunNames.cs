using Sekimori.App.Terminal;
using Sekimori.Storage.Findings;

namespace Sekimori.App.Posture;

/// <summary>Finds a run by what people write: "last", "previous", an identity or its beginning.</summary>
internal static class RunNames
{
    // Shorter beginnings are ambiguous by chance.
    private const int LeastLetters = 4;

    /// <summary>The run.</summary>
    /// <exception cref="CommandException">There is none, or more than one.</exception>
    public static async Task<StoredRun> FindAsync(IFindingStore store, string name, CancellationToken cancellation)
    {
        var runs = await store.RunsAsync(cancellation);
        var index = name switch { "last" => 0, "previous" => 1, _ => -1 };
        if (index >= 0)
            return runs.Count > index ? runs[index]
                : throw new CommandException(ExitCode.Failed, runs.Count == 0
                    ? "the store has no run yet: 'sekimori audit run --store' adds one"
                    : "the store has only one run");
        var found = name.Length < LeastLetters ? []
            : runs.Where(run => run.Id.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CommandException(ExitCode.Failed,
                $"there is no run '{Printable.Of(name)}' in the store; 'sekimori audit report --list' lists them"),
            _ => throw new CommandException(ExitCode.Failed,
                $"'{Printable.Of(name)}' is the beginning of {found.Count} runs; write more of it"),
        };
    }
}
