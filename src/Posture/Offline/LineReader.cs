namespace Sekimori.Posture.Offline;

/// <summary>The lines of a text, trimmed, with their numbers.</summary>
/// <param name="text">The text.</param>
internal sealed class LineReader(string text)
{
    private int _at;

    /// <summary>The number of the last line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>How far the last line was indented.</summary>
    public int Indent { get; private set; }

    /// <summary>The next line without white space around it; null at the end.</summary>
    public string? Next()
    {
        if (_at >= text.Length) return null;
        var end = text.IndexOf('\n', _at);
        var line = text[_at..(end < 0 ? text.Length : end)];
        _at = end < 0 ? text.Length : end + 1;
        Number++;
        Indent = line.Length - line.TrimStart().Length;
        return line.Trim().Trim('\0');
    }
}
