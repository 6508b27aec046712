using System.Globalization;
using Sekimori.App.Terminal;
using Sekimori.Detection;
using Sekimori.Detection.Events;

namespace Sekimori.App.Events;

/// <summary>The tables for event logs: the number of events of each kind, and the alerts.</summary>
internal static class EventsTables
{
    /// <summary>The most informative fields for one cell; the first that an event has is shown.</summary>
    private static readonly string[] KeyFields =
    [
        "CommandLine", "ScriptBlockText", "TargetObject", "TargetFilename", "ImagePath", "ImageLoaded", "PipeName", "TaskName", "QueryName",
        "DestinationIp", "Image", "ShareName", "ObjectName", "ServiceName",
        "Threat Name", "TargetUserName", "Data",
    ];

    private static readonly string[] Accounts = ["User", "SubjectUserName", "TargetUserName", "AccountName", "UserID"];

    /// <summary>Characters of a cell: more would make the table wider than any terminal.</summary>
    private const int CellLimit = 80;

    public static void Write(Screen screen, EventCounts counts, IReadOnlyCollection<Alert> alerts)
    {
        var table = new Table("Computer", "Channel", "Provider", ">Event", ">Count", "First", "Last");
        foreach (var (key, kind) in counts.Ordered)
            table.Add(key.Computer, key.Channel, key.Provider, key.Id, kind.Count.ToString(CultureInfo.InvariantCulture),
                DisplayTime.Of(kind.First), DisplayTime.Of(kind.Last));
        screen.Write(table);
        if (counts.Overflow > 0) screen.Line(string.Create(CultureInfo.InvariantCulture, $"{counts.Overflow} events of other kinds"));
        if (alerts.Count == 0) return;
        screen.Line();
        var told = new Table("Severity", "Alert", "Computer", "Account", "What", ">Count", "First");
        foreach (var alert in alerts.OrderByDescending(alert => alert.Rule.Level).ThenBy(alert => alert.First))
            told.Add(AlertJson.Name(alert.Rule.Level), alert.Rule.Title, alert.Record?.Around("Computer") ?? alert.Group,
                First(alert.Record, Accounts), What(alert), alert.Count.ToString(CultureInfo.InvariantCulture),
                DisplayTime.Of(alert.First));
        screen.Write(told);
    }

    private static string What(Alert alert)
    {
        if (alert.Record is not { } record) return "";
        var text = First(record, KeyFields);
        return $"{record.Around("EventID")} {(text.Length > CellLimit ? text[..CellLimit] + "…" : text)}".Trim();
    }

    private static string First(RecordView? record, string[] names)
    {
        foreach (var name in names)
            if (record?[name] is { Length: > 0 } value && value != "-") return value;
        return "";
    }
}
