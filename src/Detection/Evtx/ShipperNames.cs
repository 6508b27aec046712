using Sekimori.Detection.Events;

namespace Sekimori.Detection.Evtx;

/// <summary>The names that log shippers and Windows' own cmdlets use for the elements of System.</summary>
internal static class ShipperNames
{
    private static readonly (string Name, string[] Others)[] Names =
    [
        ("Channel", ["LogName", "log_name"]),
        ("EventID", ["event_id", "EventCode", "EventIdentifier"]),
        ("Provider_Name", ["provider_name", "ProviderName", "SourceName", "source_name"]),
        ("Computer", ["computer_name", "ComputerName", "MachineName", "Hostname"]),
    ];

    public static void Complete(RecordView record)
    {
        foreach (var (name, others) in Names)
        {
            if (record.Around(name) is not null) continue;
            foreach (var other in others)
                if (record.Around(other) is { Length: > 0 } value)
                {
                    record.AddAround(name, name, value);
                    break;
                }
        }
        // Get-WinEvent: an "Id" is an event's number beside a log's name.
        if (record.Around("EventID") is null && record.Around("LogName") is not null && record.Around("Id") is { } id)
            record.AddAround("EventID", "EventID", id);
    }
}
