using System.CommandLine;
using System.Globalization;
using System.Text.Json;
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
            string? first = null, last = null;
            foreach (var line in LogTail.Lines(folder, 0))
            {
                first ??= line.Text;
                last = line.Text;
            }
            screen.Line(
                string.Create(CultureInfo.InvariantCulture,
                $"{folder}: {(first is null ? "no records yet" : $"records {Number(first)} to {Number(last!)}, {LogRow.Of(first)[0]} to " +
                $"{LogRow.Of(last!)[0]}")}; {files.Count} files, {files.Sum(file => new FileInfo(file).Length) / 1e6:F1} MB"));
        }

        screen.Line();
        Subcommands.Write(log, screen);
        return ExitCode.Done;
    }

    private static long Number(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("seq").GetInt64();
    }
}
