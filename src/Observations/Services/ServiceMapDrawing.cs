using System.Globalization;
using System.Text;

namespace Sekimori.Observations.Services;

/// <summary>The drawing of the service map's page.</summary>
internal static class ServiceMapDrawing
{
    private const int Row = 30, Top = 20, Left = 10, Column = 300, Right = 640, Width = 1000;

    /// <summary>
    /// Characters for which a box has room; an address of IPv6 has 39. What is cut is whole in the tool tip and in the table.
    /// </summary>
    private const int TextLimit = 40;

    public static void Append(StringBuilder page, ServiceEdge[] edges, Baseline? baseline)
    {
        List<string> clients = [.. edges.Select(edge => edge.Client).Distinct().Order(StringComparer.Ordinal)];
        var places = Places(edges, out var servers, out var end);
        var height = Math.Max(end, Top + clients.Count * Row) + 10;
        var step = clients.Count > 1 ? Math.Max(Row, (height - 2 * Top) / clients.Count) : Row;
        page.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Clients and the services that they use\">\n");
        var rows = clients.Select((client, at) => (client, at)).ToDictionary(one => one.client, one => Top + one.at * step);
        foreach (var edge in edges) Line(page, edge, baseline, rows[edge.Client] + 14, places[(edge.Server, edge.Service)] + 4);
        foreach (var (client, y) in rows) Box(page, client, Left, y, Column);
        foreach (var (server, y) in servers) Box(page, server, Right, y - 14, Width - Right - Left);
        foreach (var ((_, service), y) in places)
            page.Append(CultureInfo.InvariantCulture,
                $"<text class=\"service\" x=\"{Right + 10}\" y=\"{y + 8}\">{PageText.Of(service, TextLimit)}</text>\n");
        page.Append("</svg>\n");
    }

    /// <summary>Where services stand, below their server.</summary>
    private static Dictionary<(string Server, string Service), int> Places(
        ServiceEdge[] edges, out List<(string Server, int At)> servers, out int end)
    {
        var places = new Dictionary<(string, string), int>();
        servers = [];
        end = Top + 14;
        foreach (var server in edges.GroupBy(edge => edge.Server).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            servers.Add((server.Key, end));
            end += Row - 4;
            foreach (var service in server.Select(edge => edge.Service).Distinct().Order(StringComparer.Ordinal))
            {
                places[(server.Key, service)] = end;
                end += Row - 6;
            }
            end += 12;
        }
        return places;
    }

    private static void Line(StringBuilder page, ServiceEdge edge, Baseline? baseline, int from, int to)
    {
        var thickness = 1 + Math.Log10(edge.Calls + 1);
        var alert = edge.Alert.Length > 0 ? ", " + PageText.Of(edge.Alert) : "";
        page.Append(CultureInfo.InvariantCulture,
            $"<path class=\"{ServiceMapPage.Class(edge, baseline)}\" stroke-width=\"{thickness:F1}\" ")
            .Append(CultureInfo.InvariantCulture,
            $"d=\"M{Left + Column},{from} C{Left + Column + 150},{from} {Right - 150},{to} {Right},{to}\">")
            .Append(CultureInfo.InvariantCulture,
            $"<title>{PageText.Of(edge.Client)} → {PageText.Of(edge.Server)} {PageText.Of(edge.Service)}: {edge.Calls} " +
            $"calls{alert}</title></path>\n");
    }

    private static void Box(StringBuilder page, string text, int x, int y, int width) => page
        .Append(CultureInfo.InvariantCulture,
        $"<g><title>{PageText.Of(text)}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"26\" rx=\"6\"/>")
        .Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 10}\" y=\"{y + 18}\">{PageText.Of(text, TextLimit)}</text></g>\n");
}
