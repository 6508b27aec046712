using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Reports;

/// <summary>One host's result as JSON, for a store. The catalogue's texts are not in it: a report has those of its own version.</summary>
internal static class HostDocument
{
    // An object, its findings, one of them, its evidence, a fact.
    private const int MaxDepth = 6;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes.</summary>
    public static byte[] Write(HostResult result)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("host", result.Host);
            json.WriteBoolean("reached", result.IsReached);
            json.WriteStartArray("troubles");
            foreach (var trouble in result.Troubles) json.WriteStringValue(trouble);
            json.WriteEndArray();
            Facts(json, "keys", result.Keys);
            json.WriteStartArray("findings");
            foreach (var finding in result.Findings)
            {
                json.WriteStartObject();
                json.WriteString("check", finding.Check.Id);
                if (finding.Subject.Length > 0) json.WriteString("subject", finding.Subject);
                json.WriteString("outcome", Words.Of(finding.Outcome));
                json.WriteString("severity", Words.Of(finding.Severity));
                if (finding.Evidence.Count > 0) Facts(json, "evidence", finding.Evidence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="where">Where it stands, for messages.</param>
    /// <exception cref="FormatException">It is none, or has a check that this version does not know.</exception>
    public static HostResult Read(ReadOnlyMemory<byte> bytes, string where)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = MaxDepth });
            var root = document.RootElement;
            var host = Text(root, "host");
            return new(host, root.GetProperty("reached").GetBoolean(),
                [.. root.GetProperty("findings").EnumerateArray().Select(finding => Finding(finding, host, where))],
                [.. root.GetProperty("troubles").EnumerateArray().Select(trouble => trouble.GetString()!)])
            {
                Keys = Facts(root, "keys"),
            };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException($"{where}: not the result of a host", wrong);
        }
    }

    private static Finding Finding(JsonElement finding, string host, string where)
    {
        var id = Text(finding, "check");
        if (CheckCatalogue.Find(id) is not { } check)
            throw new FormatException($"{where}: there is no check '{id}': the run was made by a newer sekimori");
        return new(check, host, finding.TryGetProperty("subject", out var subject) ? subject.GetString()! : "",
            Enum.Parse<Outcome>(Text(finding, "outcome"), ignoreCase: true),
            Enum.Parse<Severity>(Text(finding, "severity"), ignoreCase: true), Facts(finding, "evidence"));
    }

    private static void Facts(Utf8JsonWriter json, string name, IReadOnlyList<Fact> facts)
    {
        json.WriteStartArray(name);
        foreach (var fact in facts)
        {
            json.WriteStartObject();
            json.WriteString("fact", fact.Id);
            json.WriteString("subject", fact.Subject);
            json.WriteString("value", fact.Value);
            if (fact.Source != FactSource.Wire) json.WriteString("source", fact.Source.ToString());
            if (fact.Standing != Standing.Effective) json.WriteString("standing", fact.Standing.ToString());
            if (fact.Place.Length > 0) json.WriteString("place", fact.Place);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<Fact> Facts(JsonElement parent, string name) => !parent.TryGetProperty(name, out var facts) ? []
        : [.. facts.EnumerateArray().Select(fact => new Fact(Text(fact, "fact"), Text(fact, "subject"), Text(fact, "value"),
            fact.TryGetProperty("source", out var source) ? Enum.Parse<FactSource>(source.GetString()!) : FactSource.Wire,
            fact.TryGetProperty("standing", out var standing) ? Enum.Parse<Standing>(standing.GetString()!) : Standing.Effective,
            fact.TryGetProperty("place", out var place) ? place.GetString()! : ""))];

    private static string Text(JsonElement element, string key) =>
        element.GetProperty(key).GetString() ?? throw new InvalidOperationException($"'{key}' is not a text");
}
