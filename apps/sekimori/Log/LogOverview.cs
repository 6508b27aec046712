using System.CommandLine;
using System.Globalization;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Storage.Audit;

namespace Sekimori.App.Log;

/// <summary>`sekimori log` without a subcommand: the available log, and the subcommands.</summary>
internal static class LogOverview
{
    /// <summary>Writes it.</summary>
    public static int Write(string? data, Screen screen, Command log)
    {
        var folder = Path.Combine(data ?? DataFolders.Default(), "audit");
        var files = AuditFiles.All(folder);
        if (files.Count == 0) screen.Line($"{folder}: no audit log yet; it is written by a server ({CalledAs.Command} serve)");
        else
        {
            var records = LogTail.Last(folder, 1) is [var last]
                ? Range(LogTail.Lines(folder, 0).First(), last)
                : "no records yet";
            screen.Line(string.Create(CultureInfo.InvariantCulture,
                $"{folder}: {records}; {files.Count} files, {files.Sum(file => new FileInfo(file).Length) / 1e6:F1} MB"));
        }

        screen.Line();
        Subcommands.Write(log, screen);
        return ExitCode.Done;
    }

    private static string Range((long Sequence, string Text) first, (long Sequence, string Text) last) => string.Create(
        CultureInfo.InvariantCulture,
        $"records {first.Sequence} to {last.Sequence}, {LogRow.Of(first.Text)[0]} to {LogRow.Of(last.Text)[0]}");
}
