using System.Text;
using Sekimori.App.Terminal;
using Sekimori.Observations.Services;
using Sekimori.Storage.Files;

namespace Sekimori.App.Map;

/// <summary>Writes a service map, of captures or of a server, to a file or to standard output.</summary>
internal static class MapOutput
{
    /// <param name="screen">The terminal.</param>
    /// <param name="map">The map.</param>
    /// <param name="baseline">The baseline to compare with; null for none.</param>
    /// <param name="format">How.</param>
    /// <param name="path">The file; null for standard output. A table always goes to the terminal.</param>
    /// <param name="title">What the map is of.</param>
    public static void Write(Screen screen, ServiceMap map, Baseline? baseline, MapFormat format, string? path, string title)
    {
        if (format == MapFormat.Table)
        {
            MapTable.Write(screen, map, baseline);
            return;
        }
        if (path is null)
        {
            using var output = Console.OpenStandardOutput();
            Write(map, baseline, format, title, output);
            return;
        }
        using var draft = new FileDraft(path);
        Write(map, baseline, format, title, draft.Stream);
        draft.Place();
        screen.Error.WriteLine($"{Printable.Of(path)}: {map.Edges.Count} edges");
    }

    private static void Write(ServiceMap map, Baseline? baseline, MapFormat format, string title, Stream target)
    {
        if (format == MapFormat.Json) ServiceMapText.WriteJson(map, baseline, target);
        else target.Write(
            Encoding.UTF8.GetBytes(format == MapFormat.Dot
            ? ServiceMapText.ToDot(map, baseline)
            : ServiceMapPage.ToHtml(map, baseline, title)));
    }
}
