using System.Globalization;
using System.Xml;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>
/// JUnit's XML: a suite for each host, a case for each outcome. Not seen and not applicable are skipped, waived findings too.
/// </summary>
internal sealed class JunitReport(TextWriter output) : IReport
{
    private readonly XmlWriter _xml = XmlWriter.Create(output,
        new() { Indent = true, CheckCharacters = false, OmitXmlDeclaration = false });
    private RunInfo _run = null!;

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _run = run;
        _xml.WriteStartElement("testsuites");
    }

    /// <inheritdoc/>
    public void Add(HostResult result)
    {
        _xml.WriteStartElement("testsuite");
        _xml.WriteAttributeString("name", XmlText.Of(result.Host));
        Count("tests", result.Findings.Count);
        Count("failures", result.Findings.Count(finding => finding.Counts));
        Count("errors", result.Findings.Count(finding => finding.Outcome == Outcome.Error));
        Count("skipped", result.Findings.Count(IsSkipped));
        _xml.WriteAttributeString("time", "0");
        _xml.WriteAttributeString("timestamp", _run.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        _xml.WriteAttributeString("hostname", XmlText.Of(result.Host));
        foreach (var finding in result.Findings) Write(finding);
        _xml.WriteEndElement();
    }

    /// <inheritdoc/>
    public void End(RunSummary summary)
    {
        _xml.WriteEndElement();
        _xml.Flush();
        output.WriteLine();
    }

    private static bool IsSkipped(Finding finding) =>
        finding.Outcome is Outcome.NotSeen or Outcome.NotApplicable || finding is { Outcome: Outcome.Fail, Waiver: not null };

    private void Write(Finding finding)
    {
        _xml.WriteStartElement("testcase");
        _xml.WriteAttributeString("name",
            XmlText.Of($"{finding.Check.Id} {finding.Check.Name}{(finding.Subject.Length > 0 ? " " + finding.Subject : "")}"));
        _xml.WriteAttributeString("classname", XmlText.Of(finding.Host));
        _xml.WriteAttributeString("time", "0");
        if (IsSkipped(finding))
        {
            _xml.WriteStartElement("skipped");
            _xml.WriteAttributeString("message", XmlText.Of(finding.Waiver is { } waiver
                ? $"{Words.Label("waived", _run.Language)}: {waiver.Reason}"
                : Words.Label(finding.Outcome, _run.Language)));
            _xml.WriteEndElement();
        }
        else if (finding.Outcome is Outcome.Fail or Outcome.Error)
        {
            _xml.WriteStartElement(finding.Outcome == Outcome.Fail ? "failure" : "error");
            _xml.WriteAttributeString("type", Words.Of(finding.Severity));
            _xml.WriteAttributeString("message", finding.Check.Title.In(_run.Language));
            _xml.WriteString(XmlText.Of($"{Words.Evidence(finding, _run.Language)}\n\n{finding.Check.Remedy}"));
            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void Count(string name, int count) => _xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
}
