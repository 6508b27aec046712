using System.Globalization;
using Sekimori.App.Terminal;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Reports;

namespace Sekimori.App.Posture;

/// <summary>Results for people: a screen for one host, a table for several.</summary>
internal sealed class TextReport(Screen screen, bool isSingle, bool withAll) : IReport
{
    private RunInfo _run = null!;
    private TableStream? _table;

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _run = run;
        if (!isSingle)
            _table = new TableStream(screen, [Label("host"), Label("severity"), Label("check"), Label("subject"), Label("evidence")]);
    }

    /// <inheritdoc/>
    public void Add(HostResult result)
    {
        var shown = result.Findings.Where(finding => withAll || finding.Outcome is Outcome.Fail or Outcome.Error)
            .OrderByDescending(finding => finding.Outcome == Outcome.Fail).ThenByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Check.Id, StringComparer.Ordinal).ToList();
        if (_table is { } table)
        {
            if (!result.IsReached) table.Add([result.Host, "", Label("not-reached"), "", string.Join("; ", result.Troubles.Take(2))]);
            foreach (var finding in shown) table.Add(Row(finding));
            return;
        }

        if (!result.IsReached) return;
        var summary = new RunSummary();
        summary.Add(result.Findings);
        screen.Line($"{result.Host}: {Counts(summary)}");
        foreach (var finding in shown) Write(finding);
        foreach (var trouble in result.Troubles) screen.Line($"  {Label("troubles")}: {trouble}");
    }

    /// <inheritdoc/>
    public void End(RunSummary summary)
    {
        if (_table is not { } table) return;
        table.End();
        screen.Line();
        screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"{summary.Hosts} {Label("hosts")}, {summary.Reached} {Label("reached")}: {Counts(summary)}"));
    }

    private string[] Row(Finding finding) =>
    [
        finding.Host, Mark(finding), $"{finding.Check.Id} {finding.Check.Name}", finding.Subject, Words.Evidence(finding, _run.Language),
    ];

    private void Write(Finding finding)
    {
        screen.Line();
        var subject = finding.Subject.Length > 0 ? $" [{finding.Subject}]" : "";
        screen.Line($"  {Mark(finding),-8}  {finding.Check.Id} {finding.Check.Title.In(_run.Language)}{subject}");
        if (finding.Evidence.Count > 0) screen.Line($"            {Words.Evidence(finding, _run.Language)}");
        if (finding.Waiver is { } waiver)
            screen.Line($"            {Label("waived")}: {waiver.Reason} ({waiver.By}, {Label("until")} {waiver.Until:yyyy-MM-dd})");
        if (finding.EndedWaiver is { } ended) screen.Line($"            {Label("waiver-ended")}: {ended.Until:yyyy-MM-dd}");
        if (finding is not { Outcome: Outcome.Fail, Waiver: null } || finding.Severity == Severity.Info) return;
        foreach (var line in finding.Check.Remedy.Split('\n')) screen.Line("            > " + line);
    }

    private string Mark(Finding finding) => finding.Outcome == Outcome.Fail
        ? finding.Waiver is not null ? Label("waived") : Words.Label(finding.Severity, _run.Language)
        : Words.Label(finding.Outcome, _run.Language);

    private string Counts(RunSummary summary)
    {
        var parts = Enum.GetValues<Severity>().Reverse().Where(severity => summary.Of(severity) > 0)
            .Select(severity => string.Create(CultureInfo.InvariantCulture,
                $"{summary.Of(severity)} {Words.Label(severity, _run.Language)}"))
            .ToList();
        if (parts.Count == 0) parts.Add(Label("no-findings").TrimEnd('.', '。'));
        if (summary.Waived > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{summary.Waived} {Label("waived")}"));
        var others = new[] { Outcome.Pass, Outcome.NotApplicable, Outcome.NotSeen, Outcome.Error }.Where(outcome => summary.Of(outcome) > 0)
            .Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{summary.Of(outcome)} {Words.Label(outcome, _run.Language)}"));
        return $"{string.Join(", ", parts)}; {string.Join(", ", others)}";
    }

    private string Label(string key) => Words.Label(key, _run.Language);
}
