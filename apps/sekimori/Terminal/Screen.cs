using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sekimori.App.Terminal;

/// <summary>Where a command writes: tables and lines for people, or JSON for programs.</summary>
/// <param name="output">Results.</param>
/// <param name="error">Complaints and notes.</param>
/// <param name="wantsJson">True if --json was given.</param>
/// <param name="width">The terminal's width in columns; null if <paramref name="output"/> is not a terminal.</param>
/// <param name="colour">True if escape sequences may be written.</param>
internal sealed class Screen(TextWriter output, TextWriter error, bool wantsJson, int? width = null, bool colour = false)
{
    /// <summary>How JSON is written.</summary>
    public static JsonWriterOptions JsonOptions { get; } = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    public bool IsJson { get; } = wantsJson;

    public int? Width { get; } = width;

    public bool Colour { get; } = colour;

    /// <summary>Runs before anything is written: takes a progress line away.</summary>
    public Action? BeforeOutput { get; set; }

    /// <summary>The screen of this process. NO_COLOR (https://no-color.org) and TERM=dumb switch colour off.</summary>
    /// <param name="json">True if --json was given.</param>
    /// <param name="output">Where results go; null for standard output.</param>
    public static Screen OfProcess(bool json, TextWriter? output = null)
    {
        int? width = Console.IsOutputRedirected ? null : Math.Max(Console.WindowWidth, 40);
        var colour = width is not null && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 }
            && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null);
        return new Screen(output ?? Console.Out, Console.Error, json, width, colour);
    }

    /// <summary>A line of the result. Control characters in it are made visible.</summary>
    public void Line(string text = "") => Guarded(() => Output.WriteLine(Printable.Of(text)));

    /// <summary>A table of the result.</summary>
    public void Write(Table table) => Guarded(() => TableWriter.Write(table, this));

    /// <summary>A part of a table that continues.</summary>
    /// <param name="part">The rows of this part.</param>
    /// <param name="widths">What the part before has returned; null for the first one.</param>
    public int[] Write(Table part, int[]? widths)
    {
        int[] used = [];
        Guarded(() => used = TableWriter.Write(part, this, widths));
        return used;
    }

    /// <summary>The same in plain columns, on a terminal too: for output that continues while a person watches.</summary>
    public int[] WritePlain(Table part, int[]? widths)
    {
        int[] used = [];
        Guarded(() => used = TableWriter.WritePlain(part, Output, widths));
        return used;
    }

    /// <summary>Text of the result as it is.</summary>
    public void Raw(string text) => Guarded(() => Output.Write(text));

    /// <summary>The result as JSON; the type information comes from a source-generated context in camel case.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => Guarded(() =>
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonOptions))
            JsonSerializer.Serialize(writer, value, type);
        Output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    });

    /// <summary>One line on standard error: what is wrong.</summary>
    public void Complain(string line)
    {
        BeforeOutput?.Invoke();
        Error.WriteLine($"sekimori: {Printable.Of(line)}");
    }

    /// <summary>The same for a failure; with SEKIMORI_TRACE in the environment, also its position in the code.</summary>
    public void Complain(string line, Exception failure)
    {
        Complain(line);
        if (Environment.GetEnvironmentVariable("SEKIMORI_TRACE") is { Length: > 0 }) Error.WriteLine(failure);
    }

    private void Guarded(Action write)
    {
        BeforeOutput?.Invoke();
        try
        {
            write();
        }
        catch (IOException gone)
        {
            throw new BrokenPipeException(gone);
        }
    }
}
