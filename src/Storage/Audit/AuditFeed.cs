namespace Sekimori.Storage.Audit;

/// <summary>Reads the files of a log from a line on, and remembers where it stopped. Used by one thread.</summary>
internal sealed class AuditFeed(string folder)
{
    private (string File, long Sequence, long Offset) _reached;

    /// <summary>The number of the first line that the files still hold; null if there are none.</summary>
    public long? First => AuditFiles.All(folder) is [var file, ..] ? AuditFiles.FirstOf(file) : null;

    /// <summary>The lines behind <paramref name="known"/>, <paramref name="most"/> at most.</summary>
    public List<AuditRow> Next(long known, int most)
    {
        var rows = new List<AuditRow>();
        foreach (var file in AuditFiles.After(folder, known))
        {
            if (rows.Count >= most) break;
            var offset = _reached.File == file && _reached.Sequence == known ? _reached.Offset : 0;
            foreach (var (line, isEnded) in AuditFiles.Lines(file, offset))
            {
                if (!isEnded) break;
                offset += line.Length + 1;
                if (!AuditLine.TryReadSequence(line, out var sequence) || sequence <= known) continue;
                rows.Add(AuditRow.Read(sequence, line));
                _reached = (file, sequence, offset);
                known = sequence;
                if (rows.Count >= most) break;
            }
        }
        return rows;
    }

    /// <summary>The hash of a line: empty if the log has gone beyond it and removed it, null if the log does not contain it.</summary>
    public string? HashOf(long wanted)
    {
        if (wanted == 0) return AuditLine.Genesis;
        var files = AuditFiles.All(folder);
        if (files.Count == 0) return null;
        if (AuditFiles.FirstOf(files[0]) > wanted) return "";
        for (var at = files.Count - 1; at >= 0; at--)
        {
            if (AuditFiles.FirstOf(files[at]) is not { } first || first > wanted) continue;
            foreach (var (line, isEnded) in AuditFiles.Lines(files[at]))
                if (isEnded && AuditLine.TryReadSequence(line, out var sequence) && sequence == wanted) return AuditLine.HashOf(line);
            return null;
        }
        return null;
    }
}
