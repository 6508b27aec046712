using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;

namespace Sekimori.Posture.Reports;

/// <summary>JSON, an object a line: run, then host and its findings, then summary. `audit diff` reads it.</summary>
internal sealed class JsonReport(TextWriter output) : IReport
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private RunInfo _run = null!;

    /// <inheritdoc/>
    public void Begin(RunInfo run)
    {
        _run = run;
        Line("run", json =>
        {
            json.WriteString("started", run.Started);
            json.WriteString("vantage", run.Vantage.ToString().ToLowerInvariant());
            json.WriteString("version", run.Version);
        });
    }

    /// <inheritdoc/>
    public void Add(HostResult result)
    {
        Line("host", json =>
        {
            json.WriteString("host", result.Host);
            json.WriteBoolean("reached", result.IsReached);
            json.WriteStartArray("troubles");
            foreach (var trouble in result.Troubles) json.WriteStringValue(trouble);
            json.WriteEndArray();
        });
        foreach (var finding in result.Findings) Line("finding", json => Write(json, finding));
    }

    /// <inheritdoc/>
    public void End(RunSummary summary) => Line("summary", json =>
    {
        json.WriteNumber("hosts", summary.Hosts);
        json.WriteNumber("reached", summary.Reached);
        foreach (var outcome in Enum.GetValues<Outcome>()) json.WriteNumber(Words.Of(outcome), summary.Of(outcome));
        json.WriteNumber("waived", summary.Waived);
        json.WriteStartObject("findings");
        foreach (var severity in Enum.GetValues<Severity>()) json.WriteNumber(Words.Of(severity), summary.Of(severity));
        json.WriteEndObject();
    });

    private void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("host", finding.Host);
        json.WriteString("check", finding.Check.Id);
        json.WriteString("name", finding.Check.Name);
        json.WriteString("subject", finding.Subject);
        json.WriteString("outcome", Words.Of(finding.Outcome));
        json.WriteString("severity", Words.Of(finding.Severity));
        json.WriteString("title", finding.Check.Title.In(_run.Language));
        json.WriteStartArray("evidence");
        foreach (var fact in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("fact", fact.Id);
            json.WriteString("subject", fact.Subject);
            json.WriteString("value", fact.Value);
            json.WriteString("source", fact.Source.ToString().ToLowerInvariant());
            json.WriteString("standing", fact.Standing.ToString().ToLowerInvariant());
            if (fact.Place.Length > 0) json.WriteString("place", fact.Place);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if ((finding.Waiver ?? finding.EndedWaiver) is not { } waiver) return;
        json.WriteStartObject("waiver");
        json.WriteString("reason", waiver.Reason);
        json.WriteString("by", waiver.By);
        json.WriteString("until", waiver.Until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteBoolean("ended", finding.Waiver is null);
        json.WriteEndObject();
    }

    private void Line(string type, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("run", _run.Id);
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
