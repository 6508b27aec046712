using System.Xml.Linq;
using Sekimori.App.Terminal;

namespace Sekimori.App.WsMan;

/// <summary>
/// Writes objects as they arrive, as rows or as JSON: however many a service sends, only the first of them are held. They decide which
/// columns are shown, and how wide they are.
/// </summary>
internal static class ObjectStream
{
    /// <summary>Objects that decide about columns.</summary>
    private const int SampleItems = 1000;

    /// <summary>Characters and elements of these, if they are large.</summary>
    private const long SampleWeight = 4_000_000;

    /// <summary>Writes to the end.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="columns">The properties to show; null for the most informative ones.</param>
    /// <param name="hasHeadings">True if the headings are written without any object too.</param>
    public static Task WriteAsync(
        IAsyncEnumerable<XElement> items, Screen screen, IReadOnlyList<string>? columns = null, bool hasHeadings = false) =>
        screen.IsJson ? WriteJsonAsync(items, screen) : WriteRowsAsync(items, screen, columns, hasHeadings);

    private static async Task WriteJsonAsync(IAsyncEnumerable<XElement> items, Screen screen)
    {
        var array = new JsonArrayStream(screen);
        await foreach (var item in items) array.Add(ObjectView.Json(item));
        array.End();
    }

    private static async Task WriteRowsAsync(
        IAsyncEnumerable<XElement> items, Screen screen, IReadOnlyList<string>? columns, bool hasHeadings)
    {
        var sample = new List<XElement>();
        long weight = 0;
        TableStream? rows = null;
        await foreach (var item in items)
        {
            if (rows is not null)
            {
                Add(rows, item, columns!);
                continue;
            }

            sample.Add(item);
            weight += item.DescendantsAndSelf().Sum(element => 50L + (element.HasElements ? 0 : element.Value.Length));
            if (sample.Count >= SampleItems || weight >= SampleWeight) rows = Begin();
        }

        if (rows is null && (hasHeadings || sample.Count > 0)) rows = Begin();
        rows?.End();

        TableStream Begin()
        {
            columns ??= ObjectView.Columns(sample);
            var begun = new TableStream(screen, ObjectView.Headings(sample, columns));
            foreach (var item in sample) Add(begun, item, columns);
            sample = [];
            return begun;
        }
    }

    private static void Add(TableStream rows, XElement item, IReadOnlyList<string> columns) => rows.Add(ObjectView.Cells(item, columns));
}
