namespace Sekimori.Posture.Reports;

/// <summary>CSV (RFC 4180): a row for each outcome.</summary>
internal sealed class CsvReport(TextWriter output) : IReport
{
    private RunInfo _run = null!;

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _run = run;
        Row("host", "check", "name", "subject", "outcome", "severity", "title", "evidence", "waived");
    }

    /// <inheritdoc/>
    public void Add(HostResult result)
    {
        foreach (var finding in result.Findings)
            Row(finding.Host, finding.Check.Id, finding.Check.Name, finding.Subject, Words.Of(finding.Outcome), Words.Of(finding.Severity),
                finding.Check.Title.In(_run.Language), Words.Evidence(finding, _run.Language), finding.Waiver is { } waiver
                    ? waiver.Reason : "");
    }

    /// <inheritdoc/>
    public void End(RunSummary summary)
    {
    }

    private void Row(params string[] cells) => output.Write(string.Join(',', cells.Select(Cell)) + "\r\n");

    // A cell that begins with a sign of a formula would be evaluated by spreadsheets; facts contain a peer's text.
    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
