using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sekimori.Storage.Recordings;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// One shell as asciicast v2: a header, and events of time, kind and text. "i" is what the caller sends, "o" what comes back, "m" the begin
/// and the end of a command. A shell has no terminal: its size is a guess. Thread-safe.
/// </summary>
internal sealed class ShellRecording : IDisposable
{
    private const int Width = 120, Height = 40;

    private readonly RecordingWriter _writer;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private readonly bool _isText;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Command, string Stream), Decoder> _decoders = [];

    /// <summary>Starts a recording.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="writer">The file.</param>
    /// <param name="title">Who, and where.</param>
    /// <param name="isText">False for PowerShell, whose streams are fragments of its own protocol: they are kept in base64.</param>
    /// <param name="clock">The clock.</param>
    public ShellRecording(string name, RecordingWriter writer, string title, bool isText, TimeProvider clock)
    {
        (Name, _writer, _isText, _clock, _begun) = (name, writer, isText, clock, clock.GetTimestamp());
        var line = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 2);
            json.WriteNumber("width", Width);
            json.WriteNumber("height", Height);
            json.WriteNumber("timestamp", clock.GetUtcNow().ToUnixTimeSeconds());
            json.WriteString("title", isText ? title : title + " (PowerShell remoting: fragments in base64)");
            json.WriteEndObject();
        }
        Append(line);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The file.</summary>
    public RecordingWriter File => _writer;

    /// <summary>A command starts.</summary>
    /// <exception cref="IOException">It cannot be recorded.</exception>
    public void Begin(string commandLine)
    {
        Write("m", $"command begun: {commandLine}");
        Write("i", commandLine + "\r\n");
    }

    /// <summary>A command has ended.</summary>
    /// <exception cref="IOException">It cannot be recorded.</exception>
    public void End(string? exitCode) => Write("m", exitCode is null ? "command ended" : $"command ended: {exitCode}");

    /// <summary>Bytes of a stream.</summary>
    /// <param name="kind">"i" or "o".</param>
    /// <param name="command">The command.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="IOException">It cannot be recorded.</exception>
    public void Data(string kind, string command, string stream, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (!_isText)
        {
            Write(kind, Convert.ToBase64String(bytes));
            return;
        }
        string text;
        lock (_gate)
        {
            // A character may be cut in two by two messages.
            if (!_decoders.TryGetValue((command, stream), out var decoder))
                _decoders[(command, stream)] = decoder = Encoding.UTF8.GetDecoder();
            var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
            text = new(characters, 0, decoder.GetChars(bytes, characters, flush: false));
        }
        if (text.Length > 0) Write(kind, text);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Write(string kind, string text)
    {
        var line = new ArrayBufferWriter<byte>(text.Length + 64);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartArray();
            json.WriteRawValue(_clock.GetElapsedTime(_begun).TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture));
            json.WriteStringValue(kind);
            json.WriteStringValue(text);
            json.WriteEndArray();
        }
        Append(line);
    }

    private void Append(ArrayBufferWriter<byte> line)
    {
        line.Write("\n"u8);
        _writer.Append(line.WrittenSpan);
    }
}
