using System.CommandLine;
using System.Text.Json.Nodes;
using Sekimori.App.Terminal;
using Sekimori.Posture.Reports;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit diff OLD NEW`.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> Old = new("OLD")
    {
        Description = "The earlier run: a file written with --format json, or with --store a stored run ('previous').",
    };

    private static readonly Argument<string> New = new("NEW") { Description = "The later run ('last')." };

    public static Command Create() => new Command("diff", "Compare two runs: new, gone, changed and no longer seen findings. "
        + "The exit code is 1 if a finding is new.")
    {
        Old, New, FindingStores.Store, StandardOptions.DatabaseFile, StandardOptions.Data, StandardOptions.Json
    }.Does(async (result, screen, cancellation) =>
    {
        var (before, after) = (result.GetValue(Old)!, result.GetValue(New)!);
        if (File.Exists(before) && File.Exists(after)) return Write(RunDifference.Between(Read(before), Read(after)), screen);
        return await FindingStores.UseAsync(result, async store =>
        {
            var old = await RunNames.FindAsync(store, before, cancellation);
            var young = await RunNames.FindAsync(store, after, cancellation);
            var changes = new List<RunChange>();
            await foreach (var change in StoredResults.CompareAsync(store, (old, old.Started), (young, young.Started),
                Sekimori.Posture.Waivers.WaiverList.Empty, cancellation))
                changes.Add(change);
            return Write(changes, screen);
        }, cancellation);
    });

    private static int Write(IReadOnlyList<RunChange> changes, Screen screen)
    {
        if (screen.IsJson)
        {
            var array = new JsonArrayStream(screen);
            foreach (var change in changes)
                array.Add(new JsonObject
                {
                    ["change"] = change.Kind, ["host"] = change.Row.Host, ["check"] = change.Row.Check, ["subject"] = change.Row.Subject,
                    ["severity"] = change.Row.Severity, ["value"] = change.Row.Value, ["otherSeverity"] = change.Other?.Severity,
                    ["otherValue"] = change.Other?.Value,
                });
            array.End();
        }
        else if (changes.Count == 0) screen.Line("no changes");
        else
        {
            var table = new Table("change", "host", "severity", "check", "subject", "value");
            foreach (var change in changes)
                table.Add(change.Kind, change.Row.Host, change.Row.Severity, change.Row.Check, change.Row.Subject, change.Row.Value);
            screen.Write(table);
        }

        return changes.Any(change => change.Kind == "new") ? ExitCode.Refused : ExitCode.Done;
    }

    private static RecordedRun Read(string path)
    {
        try
        {
            return RecordedRun.Read(File.ReadLines(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{path} cannot be read: {failure.Message}", failure);
        }
        catch (FormatException failure)
        {
            throw new CommandException(ExitCode.Failed, failure.Message, failure);
        }
    }
}
