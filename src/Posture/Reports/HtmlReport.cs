using System.Globalization;
using System.Net;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>One HTML file without scripts and without links to other servers, to be handed to an auditor or printed.</summary>
internal sealed class HtmlReport(TextWriter output) : IReport
{
    private const string Style =
        """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b1b1b}
        table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
        th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}
        th{background:#eee}pre{background:#f4f4f4;padding:.5rem;overflow-x:auto;white-space:pre-wrap}
        .critical,.high{color:#8a0000;font-weight:600}.medium{color:#7a4b00;font-weight:600}.low,.info{color:#333}
        td.evidence{overflow-wrap:anywhere}summary{cursor:pointer}@media print{details{display:block}}
        """;

    private RunInfo _run = null!;

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _run = run;
        var title = Label("title");
        output.WriteLine(
            $"<!DOCTYPE html>\n<html lang=\"{(run.Language == Language.Japanese ? "ja" : "en")}\"><head><meta charset=\"utf-8\">" +
            $"<meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{Style}</style></head>" +
            $"<body><h1>{title}</h1>");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"<p>{Label("started")}: {run.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC. {Label("vantage")}: " +
            $"{Label(run.Vantage.ToString().ToLowerInvariant())}. {Label("run")}: {run.Id}. Sekimori {run.Version}.</p>"));
    }

    /// <inheritdoc/>
    public void Add(HostResult result)
    {
        output.WriteLine($"<h2>{Text(result.Host)}</h2>");
        if (!result.IsReached) output.WriteLine($"<p>{Label("not-reached")}</p>");
        var failed = result.Findings.Where(finding => finding.Outcome is Outcome.Fail or Outcome.Error)
            .OrderByDescending(finding => finding.Severity).ToList();
        if (failed.Count > 0) Failures(failed);
        else output.WriteLine($"<p>{Label("no-findings")}</p>");
        output.WriteLine($"<details><summary>{Label("all-checks")} ({result.Findings.Count})</summary><table>" +
            $"<tr><th>{Label("check")}</th><th>{Label("subject")}</th><th>{Label("outcome")}</th><th>{Label("evidence")}</th></tr>");
        foreach (var finding in result.Findings)
            output.WriteLine($"<tr><td>{Title(finding)}</td><td>{Text(finding.Subject)}</td>" +
                $"<td>{Words.Label(finding.Outcome, _run.Language)}</td><td class=\"evidence\">{Evidence(finding)}</td></tr>");
        output.WriteLine("</table></details>");
        if (result.Troubles.Count == 0) return;
        output.WriteLine($"<p>{Label("troubles")}:</p><ul>");
        foreach (var trouble in result.Troubles) output.WriteLine($"<li>{Text(trouble)}</li>");
        output.WriteLine("</ul>");
    }

    /// <inheritdoc/>
    public void End(RunSummary summary)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"<h2>{Label("summary")}</h2><p>{Label("hosts")}: {summary.Hosts}, {Label("reached")}: {summary.Reached}</p><table><tr>"));
        foreach (var outcome in Enum.GetValues<Outcome>()) output.Write($"<th>{Words.Label(outcome, _run.Language)}</th>");
        output.Write($"<th>{Label("waived")}</th></tr><tr>");
        foreach (var outcome in Enum.GetValues<Outcome>()) output.Write(string.Create(CultureInfo.InvariantCulture,
            $"<td>{summary.Of(outcome)}</td>"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<td>{summary.Waived}</td></tr></table></body></html>"));
    }

    private void Failures(List<Finding> failed)
    {
        output.WriteLine($"<table><tr><th>{Label("severity")}</th><th>{Label("check")}</th><th>{Label("subject")}</th>" +
            $"<th>{Label("evidence")}</th></tr>");
        foreach (var finding in failed)
            output.WriteLine(
                $"<tr><td class=\"{Words.Of(finding.Severity)}\">{Words.Label(finding.Severity, _run.Language)}{Waiver(finding)}</td>" +
                $"<td>{Title(finding)}</td><td>{Text(finding.Subject)}</td><td class=\"evidence\">{Evidence(finding)}</td></tr>");
        output.WriteLine("</table>");
        foreach (var check in failed.Select(finding => finding.Check).DistinctBy(check => check.Id))
            output.WriteLine(
                $"<details><summary>{check.Id} {Text(check.Title.In(_run.Language))}</summary>" +
                $"<p>{Text(check.Reason.In(_run.Language))}</p><p>{Label("remedy")}:</p><pre>{Text(check.Remedy)}</pre>" +
                $"<p>{Label("references")}: {Text(string.Join(", ", check.References))}</p></details>");
    }

    private string Waiver(Finding finding) =>
        finding.Waiver is { } waiver
            ? $"<br>{Label("waived")}: {Text(waiver.Reason)} ({Text(waiver.By)}, {Label("until")} {waiver.Until:yyyy-MM-dd})"
        : finding.EndedWaiver is { } ended ? $"<br>{Label("waiver-ended")}: {ended.Until:yyyy-MM-dd}"
        : "";

    private string Title(Finding finding) => $"{finding.Check.Id} {Text(finding.Check.Title.In(_run.Language))}";

    private string Evidence(Finding finding) => Text(Words.Evidence(finding, _run.Language));

    private string Label(string key) => Text(Words.Label(key, _run.Language));

    private static string Text(string text) => WebUtility.HtmlEncode(XmlText.Of(text));
}
