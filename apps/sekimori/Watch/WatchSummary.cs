using System.Globalization;
using System.Text.Json;
using Sekimori.App.Terminal;
using Sekimori.Capture.Files;
using Sekimori.Detection;
using Sekimori.Observations;

namespace Sekimori.App.Watch;

/// <summary>The last lines of `sekimori watch`: how much was read, what could not be read, and the counts.</summary>
internal static class WatchSummary
{
    public static void WriteJson(Utf8JsonWriter json, int files, CaptureTotals totals, ReadOnlySpan<long> counts, List<Alert> alerts)
    {
        json.WriteString("type", "summary");
        json.WriteNumber("files", files);
        json.WriteNumber("unread_files", files - totals.Files);
        json.WriteNumber("packets", totals.Packets);
        json.WriteNumber("bytes", totals.Bytes);
        json.WriteNumber("connections", totals.Connections);
        json.WriteNumber("encrypted", totals.Encrypted);
        json.WriteNumber("unread", totals.Unread);
        json.WriteNumber("cut", totals.Cut);
        json.WriteNumber("damaged", totals.DamageCount);
        json.WriteNumber("incomplete", totals.Incomplete);
        foreach (var kind in Enum.GetValues<ObservationKind>())
            if (counts[(int)kind] > 0) json.WriteNumber(Plural(kind), counts[(int)kind]);
        if (totals.Damages.Count > 0) WriteDamages(json, totals);
        WriteAlerts(json, alerts);
    }

    /// <summary>Writes the member "alerts" of a summary.</summary>
    public static void WriteAlerts(Utf8JsonWriter json, IEnumerable<Alert> alerts)
    {
        json.WriteStartArray("alerts");
        foreach (var alert in alerts)
        {
            json.WriteStartObject();
            json.WriteString("rule", alert.Rule.Id);
            json.WriteString("title", alert.Rule.Title);
            json.WriteString("severity", AlertJson.Name(alert.Rule.Level));
            json.WriteNumber("count", alert.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteText(Screen screen, CaptureTotals totals, ReadOnlySpan<long> counts, int alerts)
    {
        screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"{totals.Packets} packets, {totals.Bytes / 1e6:F1} MB, {totals.Connections} connections; " +
            $"{counts[(int)ObservationKind.Bind]} binds, {counts[(int)ObservationKind.Call]} calls, " +
            $"{counts[(int)ObservationKind.Fault]} faults, {counts[(int)ObservationKind.Mapping]} mappings, " +
            $"{counts[(int)ObservationKind.Logon]} logons, {counts[(int)ObservationKind.Request]} WS-Management requests, {alerts} " +
            $"alerts"));
        if (totals.Encrypted > 0)
            screen.Line(
                string.Create(CultureInfo.InvariantCulture,
                $"{totals.Encrypted} SMB connections were encrypted: their logons can be seen, the calls through their pipes cannot"));
        if (totals.Cut > 0)
            screen.Line(
                string.Create(CultureInfo.InvariantCulture,
                $"{totals.Cut} packets were truncated by the capture: their ends cannot be seen (capture whole packets with `tcpdump -s " +
                $"0`)"));
        if (totals.Unread > 0)
            screen.Line(
                string.Create(CultureInfo.InvariantCulture,
                $"{totals.Unread} packets were not read: no IP (such as ARP), an unknown or encrypted link type or tunnel, or incomplete " +
                $"fragments"));
        if (totals.DamageCount > 0)
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{totals.DamageCount} damaged places: packets are missing there"));
    }

    /// <summary>A damaged place in a line for people.</summary>
    public static string Describe(CaptureDamage damage, bool isEnd)
    {
        var next = isEnd ? "the rest of this file was not read"
            : damage.Skipped > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{damage.Skipped} bytes are skipped, and reading continues at the next record")
            : "reading continues after it";
        return string.Create(CultureInfo.InvariantCulture,
            $"damaged at byte {damage.Offset}, after {damage.Packets} packets: {damage.What}; {next}");
    }

    /// <summary>"files" are the captures that were read.</summary>
    private static string Plural(ObservationKind kind) =>
        kind switch
        {
            ObservationKind.Anomaly => "anomalies",
            ObservationKind.File => "files_written",
            _ => ObservationJson.Name(kind) + "s",
        };

    private static void WriteDamages(Utf8JsonWriter json, CaptureTotals totals)
    {
        json.WriteStartArray("damages");
        foreach (var (file, damage) in totals.Damages)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteNumber("offset", damage.Offset);
            json.WriteNumber("packets", damage.Packets);
            json.WriteString("what", damage.What);
            if (damage.Skipped > 0) json.WriteNumber("skipped", damage.Skipped);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
