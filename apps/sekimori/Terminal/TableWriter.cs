using Spectre.Console;

namespace Sekimori.App.Terminal;

/// <summary>Writes a table: wrapped to the width of a terminal, otherwise plain columns of any width, suitable for grep and awk.</summary>
internal static class TableWriter
{
    /// <summary>Writes a whole table.</summary>
    public static void Write(Table table, Screen screen) => Write(table, screen, null);

    /// <summary>Writes a table, or a part of one that continues: on a terminal each part has its headings.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="widths">The widths of the part before; null for the first part.</param>
    /// <returns>The widths of plain columns.</returns>
    public static int[] Write(Table table, Screen screen, int[]? widths)
    {
        if (screen.Width is not { } width) return WritePlain(table, screen.Output, widths);
        WriteToTerminal(table, screen, width);
        return [];
    }

    /// <summary>Writes plain columns, without headings if <paramref name="known"/> has the widths of an earlier part.</summary>
    public static int[] WritePlain(Table table, TextWriter output, int[]? known)
    {
        var widths = known ?? [.. table.Headings.Select((h, i) => table.Rows.Select(r => r[i].Length).Append(h.Length).Max())];
        if (known is null) WriteRow(table.Headings);
        foreach (var row in table.Rows)
            WriteRow(row);
        return widths;

        void WriteRow(IReadOnlyList<string> cells) =>
            output.WriteLine(string.Join("  ", cells.Select((c, i) => table.Right[i] ? c.PadLeft(widths[i]) : c.PadRight(widths[i])))
            .TrimEnd());
    }

    private static void WriteToTerminal(Table table, Screen screen, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = screen.Colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = screen.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(screen.Output),
        });
        console.Profile.Width = width;
        var drawn = new Spectre.Console.Table { Border = TableBorder.None, ShowHeaders = true };
        for (var i = 0; i < table.Headings.Count; i++)
        {
            var column = new TableColumn(new Text(table.Headings[i], new Style(decoration: Decoration.Bold)))
            {
                Padding = new Padding(0, 0, 2, 0)
            };
            drawn.AddColumn(table.Right[i] ? column.RightAligned() : column);
        }

        foreach (var row in table.Rows)
            drawn.AddRow(row.Select(cell => new Text(cell)));
        console.Write(drawn);
    }
}
