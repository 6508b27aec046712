using System.Globalization;
using Sekimori.App.Map;
using Sekimori.App.Terminal;
using Sekimori.Detection;
using Sekimori.Observations.Services;

namespace Sekimori.App.Watch;

/// <summary>The tables for captures: the service map and the alerts.</summary>
internal static class WatchTables
{
    public static void Write(Screen screen, ServiceMap map, Baseline? baseline, IReadOnlyCollection<Alert> alerts)
    {
        MapTable.Write(screen, map, baseline);
        if (alerts.Count == 0) return;
        screen.Line();
        var table = new Table("Severity", "Alert", "Client", "Server", "Account", "What", ">Count", "First");
        foreach (var alert in alerts.OrderByDescending(alert => alert.Rule.Level).ThenBy(alert => alert.First))
        {
            var seen = alert.Observation;
            table.Add(AlertJson.Name(alert.Rule.Level), alert.Rule.Title, seen?.Client.AddressText ?? alert.Group, seen?.Server.AddressText,
                seen?.Account, What(alert),
                alert.Count.ToString(CultureInfo.InvariantCulture), DisplayTime.Of(alert.First));
        }
        screen.Write(table);
    }

    private static string What(Alert alert)
    {
        if (alert.Observation is not { } seen) return "";
        var what = seen.Interface is { } known ? $"{known.Display}.{known.OperationOrNumber(seen.Opnum)}" : seen.Action;
        foreach (var fact in (ReadOnlySpan<Observations.Fact>)[
            Observations.Fact.CommandLine, Observations.Fact.UncPath, Observations.Fact.Clsid, Observations.Fact.UserAgent])
            if (seen.Facts[fact] is { } value) return $"{what} {(value.Length > 60 ? value[..60] + "…" : value)}";
        return what;
    }
}
