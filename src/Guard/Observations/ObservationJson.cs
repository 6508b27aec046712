using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sekimori.Guard.Observations;

/// <summary>Writes observations as JSON, one object each; docs/watch.md lists the members. What is not known is left out.</summary>
public static class ObservationJson
{
    private static readonly string[] KindNames = Array.ConvertAll(Enum.GetNames<ObservationKind>(), name => name.ToLowerInvariant());
    private static readonly string[] FactNames = Array.ConvertAll(Enum.GetNames<Fact>(), SnakeCase);
    private static readonly string[] TransportNames = ["tcp", "np", "udp", "http", "https", "local"];
    private static readonly string[] SourceNames = ["server", "gateway", "capture"];

    /// <summary>The kind as it stands in "type".</summary>
    public static string Name(ObservationKind kind) => KindNames[(int)kind];

    /// <summary>The fact as it stands in JSON and in rules: "command_line".</summary>
    public static string Name(Fact fact) => FactNames[(int)fact];

    /// <summary>The transport as it stands in "transport": tcp, np, udp, http, https, local.</summary>
    public static string Name(Transport transport) => TransportNames[(int)transport];

    /// <summary>The source as it stands in "source".</summary>
    public static string Name(ObservationSource source) => SourceNames[(int)source];

    /// <summary>Writes the members of <paramref name="seen"/> into an object that the caller has begun.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Observation seen)
    {
        json.WriteString("type", Name(seen.Kind));
        json.WriteString("time", seen.Time.UtcDateTime);
        json.WriteString("source", Name(seen.Source));
        if (seen.Client.Port != 0 || seen.Client != Endpoint.None)
        {
            json.WriteString("client", seen.Client.AddressText);
            json.WriteNumber("client_port", seen.Client.Port);
            json.WriteString("server", seen.Server.AddressText);
            json.WriteNumber("server_port", seen.Server.Port);
        }
        json.WriteString("transport", Name(seen.Transport));
        Text(json, "account", seen.Account);
        Text(json, "scheme", seen.Scheme);
        if (seen is { Kind: ObservationKind.Logon, Groups.Count: > 0 }) Groups(json, seen.Groups);
        if (seen.Interface is { } known)
        {
            json.WriteString("interface", known.UuidText);
            Text(json, "interface_name", known.Name);
        }
        Text(json, "version", seen.Version);
        if (seen.Opnum >= 0) json.WriteNumber("opnum", seen.Opnum);
        if (seen.Operation is { } operation) json.WriteString("operation", operation);
        if (seen.Kind is not (ObservationKind.Connect or ObservationKind.Change)) json.WriteNumber("level", (int)seen.Level);
        Text(json, "pipe", seen.Pipe);
        Text(json, "resource", seen.Resource);
        Text(json, "action", seen.Action);
        if (seen.Bytes > 0) json.WriteNumber("bytes", seen.Bytes);
        if (seen.Duration > TimeSpan.Zero) json.WriteNumber("duration", seen.Duration.TotalSeconds);
        if (seen.Status >= 0) json.WriteNumber("status", seen.Status);
        if (seen.Kind is ObservationKind.Bind && seen.IsAlter) json.WriteBoolean("alter", true);
        if (seen.IsInferred) json.WriteBoolean("inferred", true);
        if (seen.IsSealed) json.WriteBoolean("sealed", true);
        if (seen.CallId != 0) json.WriteNumber("call_id", seen.CallId);
        WriteFacts(json, seen.Facts);
    }

    /// <summary>The observation as one line of JSON without a line break.</summary>
    public static string ToJson(Observation seen)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMembers(json, seen);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFacts(Utf8JsonWriter json, FactSet facts)
    {
        if (facts.Count == 0) return;
        for (var fact = 0; fact < FactNames.Length; fact++)
        {
            var index = 0;
            if (!facts.Next((Fact)fact, ref index, out var first)) continue;
            if (!IsPlural((Fact)fact))
            {
                json.WriteString(FactNames[fact], first);
                continue;
            }
            json.WriteStartArray(FactNames[fact] + "s");
            do json.WriteStringValue(first);
            while (facts.Next((Fact)fact, ref index, out first));
            json.WriteEndArray();
        }
    }

    private static bool IsPlural(Fact fact) =>
        fact is Fact.UncPath or Fact.Text or Fact.Binding or Fact.Selector or Fact.RemoteHost or Fact.MappedInterface;

    private static void Groups(Utf8JsonWriter json, IReadOnlyList<string> groups)
    {
        json.WriteStartArray("groups");
        foreach (var group in groups) json.WriteStringValue(group);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0) json.WriteString(name, value);
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLower(letter, CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
