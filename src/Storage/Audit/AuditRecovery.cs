namespace Sekimori.Storage.Audit;

/// <summary>
/// Finds the end of a log, and cuts off what a killed process or a full disk left unfinished after the last whole line. It was never
/// acknowledged. Damage with whole lines after it is not a crash: it stays where it is, for `log verify`.
/// </summary>
internal static class AuditRecovery
{
    /// <summary>Number of the last file, number and hash of the last line.</summary>
    public static (int File, long Sequence, string Hash) Run(string folder)
    {
        var files = AuditFiles.All(folder);
        if (files.Count == 0) return (1, 0, AuditLine.Genesis);
        for (var at = files.Count - 1; at >= 0; at--)
        {
            long good = 0, end = 0, sequence = 0;
            var hash = "";
            foreach (var (line, isEnded) in AuditFiles.Lines(files[at]))
            {
                end += line.Length + 1;
                if (!isEnded || !AuditLine.TryRead(line, out var number, out _, out var own, out var isWhole) || !isWhole) continue;
                (sequence, hash, good) = (number, own, end);
            }
            if (good < new FileInfo(files[at]).Length)
            {
                using var file = new FileStream(files[at], FileMode.Open, FileAccess.ReadWrite);
                KeepTorn(files[at], file, good);
                file.SetLength(good);
                file.Flush(flushToDisk: true);
            }
            if (sequence > 0) return (AuditFiles.Number(files[^1]), sequence, hash);
        }
        return (AuditFiles.Number(files[^1]), 0, AuditLine.Genesis);
    }

    /// <summary>
    /// What is cut off is kept beside the file: more than one line would be a sign of tampering, and nobody should have to guess.
    /// </summary>
    private static void KeepTorn(string path, FileStream file, long from)
    {
        using var torn = AuditFile.Open(path + ".torn", new() { Mode = FileMode.Append, Access = FileAccess.Write });
        file.Position = from;
        file.CopyTo(torn);
        torn.WriteByte((byte)'\n');
    }
}
