namespace Sekimori.Posture.Reports;

/// <summary>What changed between two runs.</summary>
internal static class RunDifference
{
    /// <summary>The changes: new, gone, changed, no longer seen.</summary>
    public static IReadOnlyList<RunChange> Between(RecordedRun before, RecordedRun after)
    {
        var changes = new List<RunChange>();
        foreach (var (key, now) in after.Rows)
        {
            before.Rows.TryGetValue(key, out var old);
            if (now.Outcome == "fail" && old?.Outcome != "fail") changes.Add(new("new", now, old));
            else if (now.Outcome == "fail" && (old!.Severity != now.Severity || old.Value != now.Value)) changes.Add(new("changed", now,
                old));
        }

        foreach (var (key, old) in before.Rows)
        {
            if (old.Outcome != "fail") continue;
            after.Rows.TryGetValue(key, out var now);
            if (now?.Outcome == "fail") continue;
            // A finding is gone only if the check was made again: its host answered, and the check has another answer than "not seen".
            var isAnswered = now is { Outcome: "pass" or "notApplicable" or "waived" }
                || (now is null && after.Reached.Contains(old.Host) && after.Rows.Values.Any(row =>
                    row.Host == old.Host && row.Check == old.Check && row.Outcome is "pass" or "fail" or "notApplicable"));
            changes.Add(new(isAnswered ? "gone" : "not seen", old, now));
        }

        return [.. changes.OrderBy(change => change.Row.Host, StringComparer.Ordinal)
            .ThenBy(change => change.Row.Check, StringComparer.Ordinal)];
    }
}
