using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Sekimori.Guard;

namespace Sekimori.Observations;

/// <summary>Writes observations as JSON, one object each; docs/watch.md lists the members. What is not known is left out.</summary>
internal static class ObservationJson
{
    private static readonly string[] KindNames = Array.ConvertAll(Enum.GetNames<ObservationKind>(), name => name.ToLowerInvariant());
    private static readonly string[] FactNames = Array.ConvertAll(Enum.GetNames<Fact>(), SnakeCase);
    private static readonly string[] SourceNames = ["server", "gateway", "capture"];

    // Encoded once: a line of the audit log has some twenty names, and they are the same in every line.
    private static readonly JsonEncodedText[] EncodedKinds = Array.ConvertAll(KindNames, name => JsonEncodedText.Encode(name));
    private static readonly JsonEncodedText[] EncodedFacts = Array.ConvertAll(FactNames, name => JsonEncodedText.Encode(name)),
        EncodedLists = Array.ConvertAll(FactNames, name => JsonEncodedText.Encode(ListName(name)));

    /// <summary>The kind as it is in "type".</summary>
    public static string Name(ObservationKind kind) => KindNames[(int)kind];

    /// <summary>The fact as it is in JSON and in rules: "command_line".</summary>
    public static string Name(Fact fact) => FactNames[(int)fact];

    /// <summary>Several values of a fact as they are in JSON: "selectors", "queries".</summary>
    public static string ListName(Fact fact) => ListName(Name(fact));

    /// <summary>The transport as it is in "transport": tcp, np, udp, http, https, local.</summary>
    public static string Name(Transport transport) => TransportName.Of(transport);

    /// <summary>The source as it is in "source".</summary>
    public static string Name(ObservationSource source) => SourceNames[(int)source];

    /// <summary>Writes the members of <paramref name="seen"/> into an object that the caller has started.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Observation seen)
    {
        json.WriteString(ObservationMember.Type, EncodedKinds[(int)seen.Kind]);
        json.WriteString(ObservationMember.Time, seen.Time.UtcDateTime);
        ConnectionMembers.Write(json, seen);
        if (seen is { Kind: ObservationKind.Request, Interface: null, Opnum: < 0, Pipe.Length: 0, Version.Length: 0 })
            RequestMembers.Write(json, seen);
        else
            WriteOperation(json, seen);
        if (seen.Bytes > 0) json.WriteNumber(ObservationMember.Bytes, seen.Bytes);
        if (seen.Duration > TimeSpan.Zero) json.WriteNumber(ObservationMember.Duration, Seconds(seen.Duration));
        if (seen.Status >= 0) json.WriteNumber(ObservationMember.Status, seen.Status);
        if (seen.Kind is ObservationKind.Bind && seen.IsAlter) json.WriteBoolean(ObservationMember.Alter, true);
        if (seen.IsInferred) json.WriteBoolean(ObservationMember.Inferred, true);
        if (seen.IsSealed) json.WriteBoolean(ObservationMember.Sealed, true);
        if (seen.CallId != 0) json.WriteNumber(ObservationMember.CallId, seen.CallId);
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

    private static void WriteOperation(Utf8JsonWriter json, Observation seen)
    {
        Text(json, ObservationMember.Account, seen.Account);
        Text(json, ObservationMember.Scheme, seen.Scheme);
        if (seen is { Kind: ObservationKind.Logon, Groups.Count: > 0 }) Groups(json, seen.Groups);
        OperationMembers.Write(json, seen);
        if (seen.Kind is not (ObservationKind.Connect or ObservationKind.Change))
            json.WriteNumber(ObservationMember.Level, (int)seen.Level);
        Text(json, ObservationMember.Pipe, seen.Pipe);
        Text(json, ObservationMember.Resource, seen.Resource);
        Text(json, ObservationMember.Action, seen.Action);
    }

    private static void WriteFacts(Utf8JsonWriter json, FactSet facts)
    {
        if (facts.Count == 0) return;
        facts = facts.ToRecord();
        for (var left = facts.Kinds; left != 0; left &= left - 1)
        {
            var (fact, index) = (BitOperations.TrailingZeroCount(left), 0);
            if (!facts.Next((Fact)fact, ref index, out var first)) continue;
            if (!IsPlural((Fact)fact))
            {
                json.WriteString(EncodedFacts[fact], first);
                // Mostly there is one. If there are several, the list has all of them.
                var more = index;
                if (!facts.Next((Fact)fact, ref more, out _)) continue;
            }
            json.WriteStartArray(EncodedLists[fact]);
            do json.WriteStringValue(first);
            while (facts.Next((Fact)fact, ref index, out first));
            json.WriteEndArray();
        }
        if (facts.Cuts.Count > 0) WriteCuts(json, facts.Cuts);
    }

    private static void WriteCuts(Utf8JsonWriter json, IReadOnlyList<FactCut> cuts)
    {
        json.WriteStartArray("cut"u8);
        foreach (var cut in cuts)
        {
            json.WriteStartObject();
            json.WriteString("fact"u8, EncodedFacts[(int)cut.Fact]);
            if (cut.Index >= 0) json.WriteNumber("index"u8, cut.Index);
            else json.WriteNumber("values"u8, cut.Values);
            json.WriteNumber("characters"u8, cut.Characters);
            json.WriteString("sha256"u8, cut.Sha256);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static bool IsPlural(Fact fact) =>
        fact is Fact.UncPath or Fact.Text or Fact.Binding or Fact.Selector or Fact.RemoteHost or Fact.MappedInterface
        or Fact.Option or Fact.Argument or Fact.Environment or Fact.Stream or Fact.Object or Fact.Annotation;

    private static string ListName(string name) =>
        name.EndsWith('y') ? name[..^1] + "ies" : name.EndsWith("ss", StringComparison.Ordinal) ? name + "es" : name + "s";

    // Exactly, and without an exponent: 0.0000116.
    private static decimal Seconds(TimeSpan duration)
    {
        var (ticks, digits) = (duration.Ticks, (byte)7);
        for (; digits > 0 && ticks % 10 == 0; digits--) ticks /= 10;
        return new((int)ticks, (int)(ticks >> 32), 0, false, digits);
    }

    private static void Groups(Utf8JsonWriter json, IReadOnlyList<string> groups)
    {
        json.WriteStartArray(ObservationMember.Groups);
        foreach (var group in groups) json.WriteStringValue(group);
        json.WriteEndArray();
    }

    internal static void Text(Utf8JsonWriter json, JsonEncodedText name, string value)
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
