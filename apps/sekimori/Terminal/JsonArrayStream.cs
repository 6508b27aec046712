using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sekimori.App.Terminal;

/// <summary>
/// An array of any length: its elements are written as they arrive, in the form that <see cref="Screen.Json"/> gives to a whole one.
/// </summary>
internal sealed class JsonArrayStream
{
    private readonly Screen _screen;
    private readonly MemoryStream _buffer = new();
    private readonly Utf8JsonWriter _writer;

    public JsonArrayStream(Screen screen)
    {
        _screen = screen;
        _writer = new Utf8JsonWriter(_buffer, Screen.JsonOptions);
        _writer.WriteStartArray();
    }

    /// <summary>Writes an element.</summary>
    public void Add(JsonNode element)
    {
        element.WriteTo(_writer);
        Flush("");
    }

    /// <summary>Writes an element by its writer.</summary>
    public void Add(Action<Utf8JsonWriter> write)
    {
        write(_writer);
        Flush("");
    }

    /// <summary>Ends the array. An array without its end is not valid JSON, and shows that something is missing.</summary>
    public void End()
    {
        _writer.WriteEndArray();
        Flush(Environment.NewLine);
        _writer.Dispose();
    }

    private void Flush(string end)
    {
        _writer.Flush();
        _screen.Raw(Encoding.UTF8.GetString(_buffer.GetBuffer(), 0, (int)_buffer.Length) + end);
        _buffer.SetLength(0);
    }
}
