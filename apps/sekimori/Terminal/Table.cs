namespace Sekimori.App.Terminal;

/// <summary>Rows under headings. A heading that starts with '>' aligns its column right.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> rows = [];

    public IReadOnlyList<string> Headings { get; } = [.. headings.Select(h => h.TrimStart('>').ToUpperInvariant())];

    public IReadOnlyList<bool> Right { get; } = [.. headings.Select(h => h.StartsWith('>'))];

    public IReadOnlyList<string[]> Rows => rows;

    /// <summary>Adds a row. Cells may contain text of a peer: control characters are made visible.</summary>
    /// <exception cref="ArgumentException">The row does not have as many cells as there are headings.</exception>
    public Table Add(params string?[] cells)
    {
        if (cells.Length != Headings.Count)
            throw new ArgumentException($"{cells.Length} cells under {Headings.Count} headings", nameof(cells));
        rows.Add([.. cells.Select(c => Printable.Of(c ?? ""))]);
        return this;
    }
}
