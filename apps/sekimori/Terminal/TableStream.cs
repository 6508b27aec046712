namespace Sekimori.App.Terminal;

/// <summary>A table of any length: rows are written in batches as they arrive. Plain columns keep the widths of the first rows.</summary>
/// <param name="screen">Where to.</param>
/// <param name="headings">As for <see cref="Table"/>.</param>
internal sealed class TableStream(Screen screen, string[] headings)
{
    /// <summary>Rows that are held before they are written.</summary>
    private const int MaxRows = 1000;

    /// <summary>Characters of these, if they are long.</summary>
    private const int MaxChars = 4_000_000;

    private Table _table = new(headings);
    private int[]? _widths;
    private long _chars;

    /// <summary>Adds a row.</summary>
    public void Add(string[] cells)
    {
        _table.Add(cells);
        foreach (var cell in cells) _chars += cell.Length;
        if (_table.Rows.Count >= MaxRows || _chars >= MaxChars) Flush();
    }

    /// <summary>Writes the rest; only the headings if there was no row.</summary>
    public void End()
    {
        if (_widths is null || _table.Rows.Count > 0) Flush();
    }

    private void Flush()
    {
        _widths = screen.Write(_table, _widths);
        _table = new Table(headings);
        _chars = 0;
    }
}
