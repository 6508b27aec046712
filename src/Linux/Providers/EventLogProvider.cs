using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The journal as an event log, the newest entry first. What is about identity is "Security", what the kernel and the init system
/// say "System", the rest "Application".</summary>
internal sealed class EventLogProvider(LinuxHost host, Journal journal) : CimProvider<Win32NTLogEvent>
{
    private const int Auth = 4, AuthPrivate = 10; // syslog(3): LOG_AUTH, LOG_AUTHPRIV
    private const byte Error = 1, Warning = 2, Information = 3; // Win32_NTLogEvent.EventType

    protected override IEnumerable<Win32NTLogEvent> Enumerate(ProviderRequest request)
    {
        DateTimeOffset? since = null, until = null;
        int? worst = null;
        foreach (var condition in request.Conditions)
        {
            if (condition.Property.Index == Win32NTLogEvent.At.EventType && condition.Operator == ConditionOperator.Equal)
                worst = condition.Value.AsInt64 switch { Error => 3, Warning => 4, _ => worst };
            // The source's time is before the journal's: asking for those written since then leaves none out.
            if (condition.Property.Index is Win32NTLogEvent.At.TimeGenerated or Win32NTLogEvent.At.TimeWritten
                && condition.Operator is ConditionOperator.Greater or ConditionOperator.GreaterOrEqual or ConditionOperator.Equal
                && condition.Value.AsDateTime is { IsInterval: false } from && !(from.Time < since))
                since = from.Time;
            if (condition.Property.Index == Win32NTLogEvent.At.TimeWritten
                && condition.Operator is ConditionOperator.Less or ConditionOperator.LessOrEqual or ConditionOperator.Equal
                && condition.Value.AsDateTime is { IsInterval: false } to && !(to.Time > until))
                until = to.Time;
        }
        foreach (var entry in journal.Read(since, until, worst, request.CancellationToken))
            yield return Make(entry);
    }

    private Win32NTLogEvent Make(JournalEntry entry)
    {
        byte? type = entry.Priority switch { null => null, <= 3 => Error, 4 => Warning, _ => Information };
        return new Win32NTLogEvent
        {
            ComputerName = entry.HostName ?? host.Name,
            EventType = type,
            Type = type switch { Error => "Error", Warning => "Warning", Information => "Information", _ => null },
            Logfile = entry.Facility is Auth or AuthPrivate || entry.Transport == "audit" ? "Security"
                : entry.Transport is "kernel" or "driver" || entry.Identifier is "systemd" ? "System" : "Application",
            Message = entry.Message,
            // The journal counts with 64 bits; the upper 32 bits are lost, because of the property's type.
            RecordNumber = unchecked((uint)entry.Sequence),
            SourceName = entry.Identifier,
            TimeGenerated = host.ToCim(entry.Source ?? entry.Received),
            TimeWritten = host.ToCim(entry.Received),
            User = entry.UserId is { } id ? host.Users.ById(id)?.Name ?? id.ToString(CultureInfo.InvariantCulture) : null,
        };
    }
}
