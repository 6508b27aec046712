using System.Text;
using Sekimori.Wire;

namespace Sekimori.Posture.Imported;

/// <summary>Reads comma-separated values (RFC 4180): quotes, commas and line ends in quotes.</summary>
internal static class CsvRows
{
    // The largest list that is known has 1,500 rows with 17 cells.
    private const int MaxRows = 20_000, MaxCells = 64;

    /// <summary>The rows, each with the number of its line.</summary>
    /// <exception cref="MalformedException">A quote is not closed, or there are too many rows or cells.</exception>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Cells)> Read(string text)
    {
        var rows = new List<(int, IReadOnlyList<string>)>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (isQuoted, line, first) = (false, 1, 1);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\n') line++;
            if (isQuoted)
            {
                if (c != '"') cell.Append(c);
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else isQuoted = false;
            }
            else if (c == '"' && cell.Length == 0) isQuoted = true;
            else if (c == ',') EndCell();
            else if (c == '\n') EndRow();
            else if (c != '\r') cell.Append(c);
        }

        if (isQuoted) throw new MalformedException(Malformed.BadValue, $"line {first}: a quote is not closed");
        if (cell.Length > 0 || cells.Count > 0) EndRow();
        return rows;

        void EndCell()
        {
            if (cells.Count >= MaxCells) throw new MalformedException(Malformed.TooMany, $"line {line}: more than {MaxCells} cells");
            cells.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (cells.Count > 1 || cells[0].Length > 0)
            {
                if (rows.Count >= MaxRows) throw new MalformedException(Malformed.TooMany, $"more than {MaxRows} rows");
                rows.Add((first, cells));
            }

            (cells, first) = ([], line);
        }
    }
}
