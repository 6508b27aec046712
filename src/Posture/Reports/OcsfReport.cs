using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>
/// OCSF 1.5.0, an event a line: Compliance Finding (category 2, class 2003) for each finding and each check that failed to be made. Passes
/// and what does not apply are left out, as collectors count events.
/// </summary>
internal sealed class OcsfReport(TextWriter output) : IReport
{
    /// <summary>The version of the schema.</summary>
    public const string Version = "1.5.0";

    // Findings; Compliance Finding; Create; class × 100 + activity.
    private const int Category = 2, Class = 2003, Create = 1, Type = (Class * 100) + Create;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private RunInfo _run = null!;

    /// <inheritdoc/>
    public void Begin(RunInfo run) => _run = run;

    /// <inheritdoc/>
    public void Add(HostResult result)
    {
        foreach (var finding in result.Findings)
            if (finding.Outcome is Outcome.Fail or Outcome.Error) Write(finding);
    }

    /// <inheritdoc/>
    public void End(RunSummary summary)
    {
        // Every line is whole by itself.
    }

    private void Write(Finding finding)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("category_uid", Category);
            json.WriteString("category_name", "Findings");
            json.WriteNumber("class_uid", Class);
            json.WriteString("class_name", "Compliance Finding");
            json.WriteNumber("activity_id", Create);
            json.WriteString("activity_name", "Create");
            json.WriteNumber("type_uid", Type);
            json.WriteString("type_name", "Compliance Finding: Create");
            json.WriteNumber("time", _run.Started.ToUnixTimeMilliseconds());
            json.WriteNumber("severity_id", Severity(finding));
            json.WriteString("severity", finding.Outcome == Outcome.Error ? "Unknown" : Capital(Words.Of(finding.Severity)));
            // 1 new, 3 suppressed.
            json.WriteNumber("status_id", finding.Waiver is null ? 1 : 3);
            json.WriteString("status", finding.Waiver is null ? "New" : "Suppressed");
            json.WriteString("message", $"{finding.Host}: {finding.Check.Title.In(_run.Language)}");
            Metadata(json);
            Info(json, finding);
            Compliance(json, finding);
            Resources(json, finding);
            json.WriteStartObject("remediation");
            json.WriteString("desc", finding.Check.Remedy);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    // 1 informational, 2 low, 3 medium, 4 high, 5 critical; 0 where the check was not made.
    private static int Severity(Finding finding) => finding.Outcome == Outcome.Error ? 0 : (int)finding.Severity + 1;

    private static string Capital(string word) => word is "info" ? "Informational" : char.ToUpperInvariant(word[0]) + word[1..];

    private void Metadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", Version);
        json.WriteString("correlation_uid", _run.Id);
        json.WriteStartObject("product");
        json.WriteString("name", "Sekimori");
        json.WriteString("vendor_name", "Sekimori");
        json.WriteString("version", _run.Version);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Info(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject("finding_info");
        json.WriteString("uid", finding.Key);
        json.WriteString("title", finding.Check.Title.In(_run.Language));
        json.WriteString("desc", finding.Check.Reason.In(_run.Language));
        json.WriteNumber("created_time", _run.Started.ToUnixTimeMilliseconds());
        json.WriteStartArray("types");
        json.WriteStringValue(finding.Check.Name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Compliance(Utf8JsonWriter json, Finding finding)
    {
        var isFailed = finding.Outcome == Outcome.Fail;
        json.WriteStartObject("compliance");
        json.WriteString("control", finding.Check.Id);
        json.WriteString("desc", finding.Check.Title.In(_run.Language));
        json.WriteStartArray("standards");
        json.WriteStringValue("Sekimori checks of management ports");
        foreach (var reference in finding.Check.References) json.WriteStringValue(reference);
        json.WriteEndArray();
        // 3 fail; 2 warning: no result because something is missing.
        json.WriteNumber("status_id", isFailed ? 3 : 2);
        json.WriteString("status", isFailed ? "Fail" : "Warning");
        json.WriteStartArray("status_details");
        json.WriteStringValue(Words.Evidence(finding, _run.Language));
        if (finding.Waiver is { } waiver) json.WriteStringValue($"{waiver.Reason} ({waiver.By}, {waiver.Until:yyyy-MM-dd})");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Resources(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartArray("resources");
        json.WriteStartObject();
        json.WriteString("name", finding.Host);
        json.WriteString("type", "host");
        if (System.Net.IPAddress.TryParse(finding.Host, out _)) json.WriteString("ip", finding.Host);
        else json.WriteString("hostname", finding.Host);
        if (finding.Subject.Length > 0)
        {
            json.WriteStartArray("labels");
            json.WriteStringValue(finding.Subject);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }
}
