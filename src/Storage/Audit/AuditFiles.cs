using System.Globalization;

namespace Sekimori.Storage.Audit;

/// <summary>The files of an audit log: audit-00000001.jsonl and on, each continuing where the one before it ended.</summary>
internal static class AuditFiles
{
    /// <summary>The files in their order.</summary>
    public static IReadOnlyList<string> All(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "audit-*.jsonl").Order(StringComparer.Ordinal)] : [];

    /// <summary>The files in their order, without those at the start that hold nothing behind a line.</summary>
    /// <param name="folder">The folder of the log.</param>
    /// <param name="known">The number of the line.</param>
    public static IReadOnlyList<string> After(string folder, long known)
    {
        var files = All(folder);
        // Files whose successor starts at or below what is known hold nothing new.
        var from = 0;
        while (from + 1 < files.Count && FirstOf(files[from + 1]) is { } first && first <= known + 1) from++;
        return [.. files.Skip(from)];
    }

    /// <summary>The name of a file by its number.</summary>
    internal static string Path(string folder, int number) =>
        System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"audit-{number:d8}.jsonl"));

    internal static int Number(string path) =>
        int.Parse(System.IO.Path.GetFileName(path).AsSpan(6, 8), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The number of a file's first line; null if it has none yet.</summary>
    internal static long? FirstOf(string path)
    {
        foreach (var (line, isEnded) in Lines(path)) return isEnded && AuditLine.TryReadSequence(line, out var sequence) ? sequence : null;
        return null;
    }

    /// <summary>The lines of a file, with whether each ended in a line break: the last one of a process that was killed may not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where to start: the start of a line.</param>
    public static IEnumerable<(byte[] Line, bool IsEnded)> Lines(string path, long offset = 0)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        stream.Position = offset;
        var line = new List<byte>(1024);
        var buffer = new byte[1 << 16];
        int got;
        while ((got = stream.Read(buffer)) > 0)
        {
            var rest = buffer.AsSpan(0, got).ToArray().AsMemory();
            while (rest.Span.IndexOf((byte)'\n') is >= 0 and var end)
            {
                line.AddRange(rest.Span[..end]);
                yield return ([.. line], true);
                line.Clear();
                rest = rest[(end + 1)..];
            }
            line.AddRange(rest.Span);
        }
        if (line.Count > 0) yield return ([.. line], false);
    }
}
