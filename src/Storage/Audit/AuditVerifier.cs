using System.Globalization;

namespace Sekimori.Storage.Audit;

/// <summary>Verifies a whole log: every hash, every link, every signed head.</summary>
internal static class AuditVerifier
{
    /// <summary>The result.</summary>
    /// <param name="Lines">Lines that were read.</param>
    /// <param name="Heads">Signed heads that were right.</param>
    /// <param name="Faults">The faults, with file and line; empty if there are none.</param>
    /// <param name="Head">The last head.</param>
    public sealed record Report(long Lines, int Heads, IReadOnlyList<string> Faults, AuditHead? Head);

    /// <summary>Faults reported before the rest is only counted.</summary>
    private const int FaultLimit = 100;

    /// <summary>Checks the log of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="publicPem">The key that heads must be signed with.</param>
    /// <param name="kept">A head that was kept elsewhere: the log must contain its line, unchanged.</param>
    public static Report Run(string folder, string publicPem, AuditHead? kept = null)
    {
        var faults = new List<string>();
        long lines = 0, sequence = -1;
        var heads = 0;
        var previous = "";
        AuditHead? last = null;
        var hasKept = kept is null;
        foreach (var file in AuditFiles.All(folder))
        {
            var at = 0;
            foreach (var (line, isEnded) in AuditFiles.Lines(file))
            {
                at++;
                lines++;
                if (!AuditLine.TryRead(line, out var number, out var before, out var hash, out var isWhole))
                {
                    Report(file, at, isEnded ? "is not a line of an audit log" : "is incomplete");
                    continue;
                }
                if (!isWhole) Report(file, at, "was changed: its hash is wrong");
                if (sequence >= 0 && number != sequence + 1)
                    Report(file, at, string.Create(CultureInfo.InvariantCulture, $"has the number {number} instead of {sequence + 1}"));
                if (sequence >= 0 && before != previous) Report(file, at, "does not continue the line before it");
                if (sequence < 0 && number == 1 && before != AuditLine.Genesis)
                    Report(file, at, "is the first line, but continues another");
                (sequence, previous) = (number, hash);
                if (kept?.Sequence == number)
                {
                    hasKept = true;
                    if (kept.Hash != hash) Report(file, at, "is not the line of the kept head: the log was rewritten");
                }
                if (AuditHead.TryRead(line) is { } head)
                {
                    last = head;
                    if (head.Sequence != number - 1 || head.Hash != before) Report(file, at, "is the head of another line");
                    else if (!AuditKey.IsSigned(publicPem, head.Sequence, head.Hash, head.Time, head.Signature))
                        Report(file, at, "is a head that this key did not sign");
                    else heads++;
                }
            }
        }
        if (!hasKept) faults.Add($"the line {kept!.Sequence} of the kept head is missing");
        return new(lines, heads, faults, last);

        void Report(string file, int line, string what)
        {
            if (faults.Count < FaultLimit)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}:{line} {what}"));
        }
    }
}
