using System.Globalization;
using Sekimori.App.Terminal;
using Sekimori.Observations.Services;

namespace Sekimori.App.Map;

/// <summary>The service map as a table for people.</summary>
internal static class MapTable
{
    private static readonly string[] Columns =
        ["Client", "Server", "Service", "Via", "Ports", ">Calls", ">Faults", "First", "Last", "Accounts"];

    public static void Write(Screen screen, ServiceMap map, Baseline? baseline)
    {
        var table = new Table(baseline is null ? Columns : ["Standing", .. Columns]);
        foreach (var edge in map.Ordered(baseline))
        {
            string[] cells =
            [
                edge.Client, edge.Server, edge.Service, edge.Transport, string.Join(",", edge.Ports),
                edge.Calls.ToString(CultureInfo.InvariantCulture),
                edge.Faults.ToString(CultureInfo.InvariantCulture), DisplayTime.Of(edge.First), DisplayTime.Of(edge.Last),
                string.Join(", ", edge.Accounts),
            ];
            table.Add(baseline is null ? cells : [ServiceMapText.Name(baseline.Evaluate(edge)), .. cells]);
        }
        screen.Write(table);
        if (map.Overflow > 0) screen.Line(ServiceMapText.OverflowNote(map));
    }
}
