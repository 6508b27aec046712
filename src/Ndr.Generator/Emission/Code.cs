using System.Text;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>C# source that grows line by line, with its indentation and with names that are used once.</summary>
internal sealed class Code
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private int _names;

    public void Line(string text = "")
    {
        if (text.Length > 0) _text.Append(' ', _depth * 4).Append(text);
        _text.Append('\n');
    }

    public void Open(string head)
    {
        Line(head);
        Line("{");
        _depth++;
    }

    public void Close(string tail = "}")
    {
        _depth--;
        Line(tail);
    }

    /// <summary>A name that no declaration of the user's can have: they do not end in an underscore.</summary>
    public string Fresh() => $"v{_names++}_";

    /// <summary>Declares a local with a fresh name.</summary>
    public string Local(string expression)
    {
        var name = Fresh();
        Line($"var {name} = {expression};");
        return name;
    }

    public override string ToString() => _text.ToString();
}
