using System.Globalization;
using System.Net;
using System.Text;
using Sekimori.Guard;

namespace Sekimori.Observations.Services;

/// <summary>The service map as one HTML file that needs nothing else: a drawing with clients on the left and services by server on the right, and the table.</summary>
public static class ServiceMapPage
{
    /// <summary>Edges drawn: with more, lines could not be followed; the table has them all.</summary>
    private const int DrawnLimit = 150;

    private const int Row = 30, Top = 24, Left = 20, Column = 220, Right = 640, Width = 1000;

    /// <summary>Makes the page.</summary>
    /// <param name="map">The map.</param>
    /// <param name="baseline">The baseline that the map is compared with; null for none.</param>
    /// <param name="title">What was watched: file names, or the host.</param>
    public static string ToHtml(ServiceMap map, Baseline? baseline, string title)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>Service map: {Text(title)}</title>\n<style>{Style}</style></head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Service map</h1>\n<p>{Text(title)}: {map.Edges.Count} edges between {Clients(map.Edges).Count} clients and {map.Edges.Select(edge => edge.Server).Distinct().Count()} servers.</p>\n");
        page.Append(baseline is null
            ? "<p class=legend><span class=alert>alert</span></p>\n"
            : "<p class=legend><span class=allowed>allowed by the baseline</span> <span class=undecided>undecided</span> <span class=denied>denied</span> <span class=alert>alert</span></p>\n");
        ServiceEdge[] drawn = [.. map.Ordered(baseline).Take(DrawnLimit)];
        Draw(page, drawn, baseline);
        if (drawn.Length < map.Edges.Count) page.Append(CultureInfo.InvariantCulture, $"<p>The drawing shows {drawn.Length} of {map.Edges.Count} edges; the table shows all.</p>\n");
        List(page, map, baseline);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Draw(StringBuilder page, ServiceEdge[] edges, Baseline? baseline)
    {
        var clients = Clients(edges);
        var services = edges.Select(edge => (edge.Server, edge.Service)).Distinct().OrderBy(one => one.Server, StringComparer.Ordinal).ThenBy(one => one.Service, StringComparer.Ordinal).ToList();
        var places = new Dictionary<(string, string), int>();
        var heads = new List<(string Server, int At)>();
        var at = Top;
        foreach (var group in services.GroupBy(one => one.Server))
        {
            heads.Add((group.Key, at));
            at += Row - 4;
            foreach (var one in group)
            {
                places[one] = at;
                at += Row - 6;
            }
            at += 12;
        }
        var height = Math.Max(at, Top + clients.Count * Row) + 10;
        var step = clients.Count > 1 ? Math.Max(Row, (height - 2 * Top) / clients.Count) : Row;
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Clients and the services that they use\">\n");
        foreach (var edge in edges)
        {
            int from = Top + clients.IndexOf(edge.Client) * step + 14, to = places[(edge.Server, edge.Service)] + 4;
            var thickness = 1 + Math.Log10(edge.Calls + 1);
            page.Append(CultureInfo.InvariantCulture, $"<path class=\"{Class(edge, baseline)}\" stroke-width=\"{thickness:F1}\" d=\"M{Left + Column},{from} C{Left + Column + 180},{from} {Right - 190},{to} {Right},{to}\">");
            page.Append(CultureInfo.InvariantCulture, $"<title>{Text(edge.Client)} → {Text(edge.Server)} {Text(edge.Service)}: {edge.Calls} calls{(edge.Alert.Length > 0 ? ", " + Text(edge.Alert) : "")}</title></path>\n");
        }
        for (var i = 0; i < clients.Count; i++)
            page.Append(CultureInfo.InvariantCulture, $"<g class=host><rect x=\"{Left}\" y=\"{Top + i * step}\" width=\"{Column}\" height=\"26\" rx=\"6\"/><text x=\"{Left + 10}\" y=\"{Top + i * step + 18}\">{Text(clients[i])}</text></g>\n");
        foreach (var (server, y) in heads) page.Append(CultureInfo.InvariantCulture, $"<g class=host><rect x=\"{Right}\" y=\"{y - 14}\" width=\"{Column + 120}\" height=\"24\" rx=\"6\"/><text x=\"{Right + 10}\" y=\"{y + 3}\">{Text(server)}</text></g>\n");
        foreach (var ((_, service), y) in places) page.Append(CultureInfo.InvariantCulture, $"<text class=service x=\"{Right + 10}\" y=\"{y + 8}\">{Text(service)}</text>\n");
        page.Append("</svg>\n");
    }

    private static void List(StringBuilder page, ServiceMap map, Baseline? baseline)
    {
        page.Append("<table><thead><tr><th>Client<th>Server<th>Service<th>Transport<th>Ports<th>Accounts<th>Calls<th>Faults<th>First<th>Last<th>Standing<th>Alert</tr></thead>\n<tbody>\n");
        foreach (var edge in map.Ordered(baseline))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{Class(edge, baseline)}\"><td>{Text(edge.Client)}<td>{Text(edge.Server)}<td>{Text(edge.Service)}<td>{edge.Transport}<td>{string.Join(", ", edge.Ports)}");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Text(string.Join(", ", edge.Accounts))}<td>{edge.Calls}<td>{edge.Faults}<td>{edge.First.UtcDateTime:yyyy-MM-dd HH:mm:ss}<td>{edge.Last.UtcDateTime:yyyy-MM-dd HH:mm:ss}");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(baseline is null ? "" : ServiceMapText.Name(baseline.Evaluate(edge)))}<td>{Text(edge.Alert)}</tr>\n");
        }
        page.Append("</tbody></table>\n");
    }

    private static string Class(ServiceEdge edge, Baseline? baseline) =>
        edge.Alert.Length > 0 ? "alert" : baseline is null ? "plain" : ServiceMapText.Name(baseline.Evaluate(edge));

    private static List<string> Clients(IEnumerable<ServiceEdge> edges) => [.. edges.Select(edge => edge.Client).Distinct().Order(StringComparer.Ordinal)];

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c1b1f; --ground: #fdfdfb; --box: #eceae4; --plain: #6b6b6b; --allowed: #2e7d32; --undecided: #b26a00; --denied: #b3261e; --alert: #b3261e }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e1e5; --ground: #161618; --box: #2b2b2f; --plain: #9a9a9a; --allowed: #7bc47f; --undecided: #e0a24a; --denied: #ef8b83; --alert: #ef8b83 } }
        body { font: 15px/1.4 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 2rem auto; max-width: 1100px; padding: 0 1rem }
        svg { width: 100%; height: auto } svg text { fill: var(--ink); font: 13px system-ui, sans-serif } svg text.service { font-size: 12px }
        rect { fill: var(--box) } path { fill: none; stroke: var(--plain); opacity: .75 } path:hover { opacity: 1; stroke-width: 5 }
        path.allowed { stroke: var(--allowed) } path.undecided { stroke: var(--undecided); stroke-dasharray: 7 4 } path.denied { stroke: var(--denied); stroke-dasharray: 2 3 } path.alert { stroke: var(--alert) }
        .legend span { border-left: 1rem solid; padding: 0 .8rem 0 .4rem } .legend .allowed { border-color: var(--allowed) } .legend .undecided { border-color: var(--undecided) } .legend .denied, .legend .alert { border-color: var(--denied) }
        table { border-collapse: collapse; font-size: 13px; margin-top: 1.5rem; width: 100% } th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--box); vertical-align: top }
        tr.denied td:nth-child(11), tr.alert td:nth-child(12) { color: var(--denied); font-weight: 600 } tr.undecided td:nth-child(11) { color: var(--undecided) }
        """;
}
