using System.Buffers;
using System.Text;
using System.Text.Json;
using Sekimori.Detection.Events;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection;

/// <summary>Writes alerts as JSON, one object each; docs/watch.md lists the members.</summary>
internal static class AlertJson
{
    private static readonly string[] SeverityNames = Array.ConvertAll(Enum.GetNames<Severity>(), name => name.ToLowerInvariant());

    /// <summary>The severity as it is in "severity".</summary>
    public static string Name(Severity severity) => SeverityNames[(int)severity];

    /// <summary>The alert as one line of JSON without a line break.</summary>
    public static string ToJson(Alert alert)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer)) Write(json, alert);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the alert as an object.</summary>
    public static void Write(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartObject();
        json.WriteString("type", "alert");
        json.WriteString("time", alert.First.UtcDateTime);
        json.WriteString("rule", alert.Rule.Id);
        if (alert.Rule.Name.Length > 0) json.WriteString("name", alert.Rule.Name);
        json.WriteString("title", alert.Rule.Title);
        json.WriteString("severity", Name(alert.Rule.Level));
        json.WriteString("level", Name(alert.Rule.Level));
        if (alert.Rule.Kind.Length > 0) json.WriteString("kind", alert.Rule.Kind);
        json.WriteStartArray("tags");
        foreach (var tag in alert.Rule.Tags) json.WriteStringValue(tag);
        json.WriteEndArray();
        json.WriteNumber("count", alert.Count);
        json.WriteString("last", alert.Last.UtcDateTime);
        if (alert.Group.Length > 0) json.WriteString("group", alert.Group);
        if (alert.Observation is { } seen) WriteWho(json, seen);
        else if (alert.Record is { } record) WriteWhere(json, record);
        json.WriteStartArray("causes");
        foreach (var cause in alert.Causes) WriteCause(json, cause);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes an event's fields as members: a text, or a list where there are several values.</summary>
    public static void WriteFields(Utf8JsonWriter json, RecordView record)
    {
        foreach (var (name, values) in record.Fields)
        {
            if (values.Count == 1)
            {
                json.WriteString(name, values[0]);
                continue;
            }
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }

    /// <summary>Writes where and what an event was: time, computer, channel, number, provider.</summary>
    public static void WriteWhere(Utf8JsonWriter json, RecordView record)
    {
        foreach (var (member, name) in ((string, string)[])[
            ("computer", "Computer"), ("channel", "Channel"), ("event_id", "EventID"), ("provider", "Provider_Name"),
            ("record_id", "EventRecordID")])
            if (record.Around(name) is { Length: > 0 } value) json.WriteString(member, value);
    }

    private static void WriteWho(Utf8JsonWriter json, Observation seen)
    {
        json.WriteString("client", seen.Client.AddressText);
        json.WriteNumber("client_port", seen.Client.Port);
        json.WriteString("server", seen.Server.AddressText);
        json.WriteNumber("server_port", seen.Server.Port);
        if (seen.Account.Length > 0) json.WriteString("account", seen.Account);
        if (seen.Interface is { } known) json.WriteString("interface", known.UuidText);
        if (seen.Interface is { Name.Length: > 0 } named) json.WriteString("interface_name", named.Name);
        if (seen.Opnum >= 0) json.WriteNumber("opnum", seen.Opnum);
        if (seen.Operation is { } operation) json.WriteString("operation", operation);
        if (seen.Facts[Fact.CommandLine] is { } command) json.WriteString("command_line", command);
    }

    private static void WriteCause(Utf8JsonWriter json, object cause)
    {
        json.WriteStartObject();
        if (cause is Observation seen) ObservationJson.WriteMembers(json, seen);
        else if (cause is RecordView record)
        {
            WriteFields(json, record);
        }
        json.WriteEndObject();
    }
}
