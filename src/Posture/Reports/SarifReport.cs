using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>SARIF 2.1.0 (OASIS). A host is the file "hosts/NAME", because viewers want a path. Passes are not written.</summary>
internal sealed class SarifReport(TextWriter output) : IReport
{
    // What GitHub takes of one run; the rest is counted in a property.
    private const int MaxResults = 25_000;

    private readonly MemoryStream _buffer = new();
    private Utf8JsonWriter _json = null!;
    private RunInfo _run = null!;
    private int _written, _dropped;

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _run = run;
        _json = new(_buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        _json.WriteString("version", "2.1.0");
        _json.WriteStartArray("runs");
        _json.WriteStartObject();
        _json.WriteStartObject("tool");
        _json.WriteStartObject("driver");
        _json.WriteString("name", "sekimori audit");
        _json.WriteString("semanticVersion", run.Version);
        _json.WriteStartArray("rules");
        foreach (var check in CheckCatalogue.All) Rule(check);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteString("language", run.Language == Language.Japanese ? "ja" : "en");
        _json.WriteStartObject("automationDetails");
        _json.WriteString("id", "sekimori-audit/");
        _json.WriteString("guid", run.Id);
        _json.WriteEndObject();
        _json.WriteStartArray("results");
    }

    /// <inheritdoc/>
    public void Add(HostResult result)
    {
        foreach (var finding in result.Findings)
        {
            if (finding.Outcome is Outcome.Pass or Outcome.NotSeen or Outcome.NotApplicable) continue;
            if (_written >= MaxResults) _dropped++;
            else Result(finding);
        }

        Flush();
    }

    /// <inheritdoc/>
    public void End(RunSummary summary)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("properties");
        _json.WriteNumber("hosts", summary.Hosts);
        _json.WriteNumber("reached", summary.Reached);
        _json.WriteNumber("notSeen", summary.Of(Outcome.NotSeen));
        _json.WriteNumber("resultsDropped", _dropped);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        Flush();
        output.WriteLine();
        _json.Dispose();
    }

    private void Rule(Check check)
    {
        _json.WriteStartObject();
        _json.WriteString("id", check.Id);
        _json.WriteString("name", check.Name);
        Message("shortDescription", check.Title.In(_run.Language));
        Message("fullDescription", check.Reason.In(_run.Language));
        Message("help", check.Remedy);
        _json.WriteStartObject("defaultConfiguration");
        _json.WriteString("level", Level(check.Severity));
        _json.WriteEndObject();
        _json.WriteStartObject("properties");
        // Twenty tags a rule is what GitHub takes.
        _json.WriteStartArray("tags");
        _json.WriteStringValue("security");
        foreach (var reference in check.References.Take(19)) _json.WriteStringValue(reference);
        _json.WriteEndArray();
        _json.WriteString("security-severity", check.Severity switch
        {
            Severity.Critical => "9.5",
            Severity.High => "8.0",
            Severity.Medium => "5.5",
            Severity.Low => "2.5",
            _ => "0.0",
        });
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void Result(Finding finding)
    {
        _written++;
        _json.WriteStartObject();
        _json.WriteString("ruleId", finding.Check.Id);
        _json.WriteString("kind", finding.Outcome == Outcome.Fail ? "fail" : "open");
        // SARIF 3.27.10: a level only where it failed.
        _json.WriteString("level", finding.Outcome == Outcome.Fail ? Level(finding.Severity) : "none");
        Message("message", $"{finding.Check.Title.In(_run.Language)}: {Words.Evidence(finding, _run.Language)}");
        _json.WriteStartArray("locations");
        _json.WriteStartObject();
        _json.WriteStartObject("physicalLocation");
        _json.WriteStartObject("artifactLocation");
        _json.WriteString("uri", "hosts/" + Uri.EscapeDataString(finding.Host));
        _json.WriteEndObject();
        _json.WriteStartObject("region");
        _json.WriteNumber("startLine", 1);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteStartArray("logicalLocations");
        _json.WriteStartObject();
        _json.WriteString("fullyQualifiedName", $"{finding.Host}/{finding.Subject}");
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteStartObject("partialFingerprints");
        _json.WriteString("sekimori/v1", finding.Key);
        _json.WriteEndObject();
        if (finding.Waiver is { } waiver)
        {
            _json.WriteStartArray("suppressions");
            _json.WriteStartObject();
            _json.WriteString("kind", "external");
            _json.WriteString("status", "accepted");
            _json.WriteString("justification", $"{waiver.Reason} ({waiver.By}, {waiver.Until:yyyy-MM-dd})");
            _json.WriteEndObject();
            _json.WriteEndArray();
        }

        _json.WriteEndObject();
    }

    private static string Level(Severity severity) => severity switch
    {
        Severity.Critical or Severity.High => "error",
        Severity.Medium => "warning",
        _ => "note",
    };

    private void Message(string name, string text)
    {
        _json.WriteStartObject(name);
        _json.WriteString("text", text);
        _json.WriteEndObject();
    }

    private void Flush()
    {
        _json.Flush();
        output.Write(Encoding.UTF8.GetString(_buffer.GetBuffer(), 0, (int)_buffer.Length));
        _buffer.SetLength(0);
    }
}
