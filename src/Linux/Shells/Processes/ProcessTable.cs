using System.Buffers.Text;
using System.Globalization;

namespace Sekimori.Linux.Shells.Processes;

/// <summary>The processes of this host, read from /proc. It is not a snapshot: processes start and end while it is read.</summary>
internal static class ProcessTable
{
    /// <summary>Reads the table.</summary>
    /// <param name="seen">Called for each process as soon as it is read.</param>
    internal static List<ProcessEntry> Read(Action<ProcessEntry>? seen = null)
    {
        var entries = new List<ProcessEntry>(256);
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || Read(id) is not { } entry) continue;
            entries.Add(entry);
            seen?.Invoke(entry);
        }

        return entries;
    }

    /// <summary>Reads one process's line; null if it has ended.</summary>
    internal static ProcessEntry? Read(int id)
    {
        // A line is under 400 bytes; the name within is at most 64.
        Span<byte> line = stackalloc byte[1024];
        int length;
        try
        {
            using var file = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            length = RandomAccess.Read(file, line, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Parse(id, line[..length]);
    }

    /// <summary>Every process that descends from <paramref name="root"/>, itself not among them.</summary>
    internal static List<ProcessEntry> DescendantsOf(int root, List<ProcessEntry> table)
    {
        var family = new HashSet<int> { root };
        var found = new List<ProcessEntry>();
        // A child's number may be lower than its parent's, so one pass in any order does not find all.
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var entry in table)
            {
                if (!family.Contains(entry.Parent) || !family.Add(entry.Id)) continue;
                found.Add(entry);
                grew = true;
            }
        }

        return found;
    }

    // proc(5): number (name) state ppid pgrp session …, and the start as field 22. The name may contain spaces and parentheses: the last
    // ')' ends it.
    private static ProcessEntry? Parse(int id, ReadOnlySpan<byte> line)
    {
        var end = line.LastIndexOf((byte)')');
        if (end < 0 || end + 4 > line.Length) return null;
        var rest = line[(end + 2)..];
        var state = (char)rest[0];
        Span<ulong> fields = stackalloc ulong[20];
        var count = 0;
        for (rest = rest[2..]; count < fields.Length && rest.Length > 0; count++)
        {
            var space = rest.IndexOf((byte)' ');
            var field = space < 0 ? rest : rest[..space];
            // Negative fields (the terminal's group) are of no interest here.
            fields[count] = Utf8Parser.TryParse(field, out ulong value, out _) ? value : 0;
            rest = space < 0 ? [] : rest[(space + 1)..];
        }

        return count < 19 ? null : new ProcessEntry(id, (int)fields[0], (int)fields[1], (int)fields[2], state, fields[18]);
    }
}
