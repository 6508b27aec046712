using System.Globalization;
using Sekimori.App.Terminal;
using Sekimori.Detection;
using Sekimori.Observations.Services;

namespace Sekimori.App.Watch;

/// <summary>The tables for captures: the service map and the alerts.</summary>
internal static class WatchTables
{
    public static void Write(Screen screen, ServiceMap map, Baseline? baseline, IReadOnlyCollection<Alert> alerts)
    {
        WriteMap(screen, map, baseline);
        if (alerts.Count == 0) return;
        screen.Line();
        var table = new Table("Severity", "Alert", "Client", "Server", "Account", "What", ">Count", "First");
        foreach (var alert in alerts.OrderByDescending(alert => alert.Rule.Level).ThenBy(alert => alert.First))
        {
            var seen = alert.Observation;
            table.Add(AlertJson.Name(alert.Rule.Level), alert.Rule.Title, seen?.Client.AddressText ?? alert.Group, seen?.Server.AddressText, seen?.Account, What(alert),
                alert.Count.ToString(CultureInfo.InvariantCulture), DisplayTime.Of(alert.First));
        }
        screen.Write(table);
    }

    public static void WriteMap(Screen screen, ServiceMap map, Baseline? baseline)
    {
        var table = baseline is null
            ? new Table("Client", "Server", "Service", "Via", "Ports", ">Calls", ">Faults", "First", "Last", "Accounts")
            : new Table("Standing", "Client", "Server", "Service", "Via", "Ports", ">Calls", ">Faults", "First", "Last", "Accounts");
        foreach (var edge in map.Ordered(baseline))
        {
            string[] cells =
            [
                edge.Client, edge.Server, edge.Service, edge.Transport, string.Join(",", edge.Ports), edge.Calls.ToString(CultureInfo.InvariantCulture),
                edge.Faults.ToString(CultureInfo.InvariantCulture), DisplayTime.Of(edge.First), DisplayTime.Of(edge.Last), string.Join(", ", edge.Accounts),
            ];
            table.Add(baseline is null ? cells : [ServiceMapText.Name(baseline.Evaluate(edge)), .. cells]);
        }
        screen.Write(table);
        if (map.Overflow > 0) screen.Line($"{map.Overflow} observations exceed the limit of {ServiceMap.EdgeLimit} edges");
    }

    private static string What(Alert alert)
    {
        if (alert.Observation is not { } seen) return "";
        var what = seen.Interface is { } known ? $"{known.Display}.{known.OperationOrNumber(seen.Opnum)}" : seen.Action;
        foreach (var fact in (ReadOnlySpan<Observations.Fact>)[Observations.Fact.CommandLine, Observations.Fact.UncPath, Observations.Fact.Clsid, Observations.Fact.UserAgent])
            if (seen.Facts[fact] is { } value) return $"{what} {(value.Length > 60 ? value[..60] + "…" : value)}";
        return what;
    }
}
