using Sekimori.App.Terminal;
using Sekimori.Storage.Audit;

namespace Sekimori.App.Log;

/// <summary>The last audit records, and new ones: a table for people, the records themselves for programs.</summary>
/// <param name="folder">The folder of the log.</param>
/// <param name="screen">Where to.</param>
internal sealed class LogTail(string folder, Screen screen)
{
    // A person watches: half a second is fast enough, and reading the newest file is cheap.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private int[]? _widths;

    /// <summary>Writes the last records, then, if requested, each new one.</summary>
    /// <param name="count">Lines at first.</param>
    /// <param name="follows">True to continue until the command is interrupted.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task RunAsync(int count, bool follows, CancellationToken cancellation)
    {
        // At least one: where nothing is shown, what follows still begins behind the last.
        var kept = Last(folder, Math.Max(count, 1));
        var last = kept.Count > 0 ? kept[^1].Sequence : 0;
        Write([.. kept.TakeLast(count).Select(line => line.Text)]);
        while (follows)
        {
            await Task.Delay(Pause, cancellation);
            var come = new List<string>();
            foreach (var line in Lines(folder, last))
            {
                come.Add(line.Text);
                last = line.Sequence;
            }
            if (come.Count > 0) Write(come);
        }
    }

    /// <summary>The whole lines of a log behind a number.</summary>
    public static IEnumerable<(long Sequence, string Text)> Lines(string folder, long after) =>
        AuditFiles.After(folder, after).SelectMany(file => Whole(file, after));

    /// <summary>The last whole lines of a log, in their order; the files before them are not read.</summary>
    public static List<(long Sequence, string Text)> Last(string folder, int count)
    {
        List<(long Sequence, string Text)> last = [];
        foreach (var file in AuditFiles.All(folder).Reverse())
        {
            last.InsertRange(0, Whole(file, 0).TakeLast(count - last.Count));
            if (last.Count >= count) break;
        }
        return last;
    }

    private static IEnumerable<(long Sequence, string Text)> Whole(string file, long after)
    {
        foreach (var (line, isEnded) in AuditFiles.Lines(file))
            // The number first: a line's hash costs more than all else of it.
            if (isEnded && AuditLine.TryReadSequence(line, out var sequence) && sequence > after
                && AuditLine.TryRead(line, out _, out _, out _, out _))
                yield return (sequence, System.Text.Encoding.UTF8.GetString(line));
    }

    private void Write(IReadOnlyCollection<string> lines)
    {
        if (screen.IsJson)
        {
            foreach (var line in lines) screen.Line(line);
            return;
        }
        var table = new Table(LogRow.Headings);
        foreach (var line in lines) table.Add(LogRow.Of(line));
        // Plain columns on a terminal too: a record is one line, and the headings appear once.
        _widths = screen.WritePlain(table, _widths);
    }
}
