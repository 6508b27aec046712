using System.Globalization;
using System.Text;

namespace Sekimori.Observations.Services;

/// <summary>
/// The service map as one HTML file that needs nothing else: a drawing with clients on the left and services by server on the right, and a
/// table with every edge. Light or dark as the reader's system is. Texts come from the network: each is encoded, and the page allows no
/// script and no other resource.
/// </summary>
internal static class ServiceMapPage
{
    /// <summary>Edges drawn: with more, lines could not be followed; the table has them all.</summary>
    private const int DrawnLimit = 150;

    /// <summary>Makes the page.</summary>
    /// <param name="map">The map.</param>
    /// <param name="baseline">The baseline that the map is compared with; null for none.</param>
    /// <param name="title">What was watched: file names, or the host.</param>
    public static string ToHtml(ServiceMap map, Baseline? baseline, string title)
    {
        var page = new StringBuilder();
        page.Append(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" " +
            "content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append(CultureInfo.InvariantCulture,
            $"<title>Service map: {PageText.Of(title)}</title>\n<style>\n{ServiceMapStyle.Text}\n</style>\n</head>\n<body>\n");
        Head(page, map, baseline, title);
        ServiceEdge[] drawn = [.. map.Ordered(baseline).Take(DrawnLimit)];
        if (drawn.Length > 0)
        {
            ServiceMapDrawing.Append(page, drawn, baseline);
            if (drawn.Length < map.Edges.Count)
                page.Append(CultureInfo.InvariantCulture,
                    $"<p>The drawing shows {drawn.Length} of {map.Edges.Count} edges; the table shows all.</p>\n");
            List(page, map, baseline);
        }
        return page.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>The word that colours an edge: of an alert, of its standing, or neither.</summary>
    internal static string Class(ServiceEdge edge, Baseline? baseline) =>
        edge.Alert.Length > 0 ? "alert" : baseline is null ? "plain" : ServiceMapText.Name(baseline.Evaluate(edge));

    private static void Head(StringBuilder page, ServiceMap map, Baseline? baseline, string title)
    {
        int clients = map.Edges.Select(edge => edge.Client).Distinct().Count(),
            servers = map.Edges.Select(edge => edge.Server).Distinct().Count();
        page.Append(CultureInfo.InvariantCulture, $"<h1>Service map</h1>\n<p class=\"title\">{PageText.Of(title)}</p>\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<p>{map.Edges.Count} edges between {clients} clients and {servers} servers. Times are UTC.</p>\n");
        if (map.Overflow > 0) page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{ServiceMapText.OverflowNote(map)}.</p>\n");
        var words = new List<(string Class, string Text)>();
        if (baseline is not null)
            words.AddRange(
                [("allowed", "allowed: in the baseline"), ("undecided", "undecided: others used the service"),
                ("denied", "denied: nobody used the service")]);
        if (map.Edges.Any(edge => edge.Alert.Length > 0)) words.Add(("alert", "an alert was raised"));
        if (words.Count > 0)
            page.Append("<p class=\"legend\">").AppendJoin(' ', words.Select(word => $"<span class=\"{word.Class}\">{word.Text}</span>"))
                .Append("</p>\n");
    }

    private static void List(StringBuilder page, ServiceMap map, Baseline? baseline)
    {
        var hasAlerts = map.Edges.Any(edge => edge.Alert.Length > 0);
        List<string> columns = ["Client", "Server", "Service", "Transport", "Ports", "Accounts", "Calls", "Faults", "First", "Last"];
        if (baseline is not null) columns.Add("Standing");
        if (hasAlerts) columns.Add("Alert");
        page.Append("<div class=\"list\"><table>\n<thead><tr>").AppendJoin("", columns.Select(column => $"<th scope=\"col\">{column}</th>"))
            .Append("</tr></thead>\n<tbody>\n");
        foreach (var edge in map.Ordered(baseline))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{Class(edge, baseline)}\">");
            foreach (var text in (string[])[
                edge.Client, edge.Server, edge.Service, edge.Transport, string.Join(", ", edge.Ports), string.Join(", ", edge.Accounts)])
                page.Append(CultureInfo.InvariantCulture, $"<td>{PageText.Of(text)}</td>");
            page.Append(CultureInfo.InvariantCulture,
                $"<td class=\"number\">{edge.Calls}</td><td class=\"number\">{edge.Faults}</td><td " +
                $"class=\"time\">{Time(edge.First)}</td><td class=\"time\">{Time(edge.Last)}</td>");
            if (baseline is not null)
                page.Append(CultureInfo.InvariantCulture, $"<td class=\"standing\">{ServiceMapText.Name(baseline.Evaluate(edge))}</td>");
            if (hasAlerts) page.Append(CultureInfo.InvariantCulture, $"<td class=\"raised\">{PageText.Of(edge.Alert)}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody>\n</table></div>\n");
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
