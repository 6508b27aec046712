using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Sekimori.Rpc.Association;
using Sekimori.Storage.Recordings;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// One shell as asciicast v2: a header, and events of time, kind and text. "i" is what the caller sends, "o" what comes back, "m" the begin
/// and the end of a command. A shell has no terminal: its size is a guess. Thread-safe.
/// </summary>
internal sealed class ShellRecording : IDisposable
{
    private const int Width = 120, Height = 40;

    // The longest time of an event: 19 digits of seconds, a point, six digits.
    private const int TimeBytes = 32;

    private readonly RecordingWriter _writer;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private readonly bool _isText;
    private readonly Lock _gate = new();

    // A character may be cut in two by two messages: its first bytes.
    private readonly Dictionary<(string Command, string Stream), byte[]> _halves = [];

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
        line.Write("\n"u8);
        _writer.Append(line.WrittenSpan);
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
        lock (_gate)
        {
            var line = new PooledBuffer();
            try
            {
                WriteHead(line, kind);
                if (_isText ? WriteText(line, (command, stream), bytes) : WriteBase64(line, bytes)) Append(line);
            }
            finally
            {
                line.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Write(string kind, string text)
    {
        lock (_gate)
        {
            var line = new PooledBuffer();
            WriteHead(line, kind);
            CastText.Write(line, Encoding.UTF8.GetBytes(text), isWhole: true);
            Append(line);
            line.Release();
        }
    }

    private void WriteHead(PooledBuffer line, string kind)
    {
        line.Append("["u8);
        Utf8Formatter.TryFormat(_clock.GetElapsedTime(_begun).TotalSeconds, line.GetSpan(TimeBytes), out var written, new('F', 6));
        line.Advance(written);
        line.Append(",\""u8);
        line.Append(Encoding.ASCII.GetBytes(kind));
        line.Append("\",\""u8);
    }

    private void Append(PooledBuffer line)
    {
        line.Append("\"]\n"u8);
        _writer.Append(line.Written.Span);
    }

    /// <returns>False if it is the first bytes of a character only, which are kept.</returns>
    private bool WriteText(PooledBuffer line, (string, string) stream, ReadOnlySpan<byte> bytes)
    {
        var before = line.Length;
        if (_halves.Remove(stream, out var half))
        {
            // At most three bytes are kept, and the longest character has four.
            var joined = new byte[half.Length + Math.Min(bytes.Length, CastText.LongestCharacter)];
            half.CopyTo(joined, 0);
            bytes[..(joined.Length - half.Length)].CopyTo(joined.AsSpan(half.Length));
            var used = CastText.Write(line, joined, isWhole: false);
            if (used < half.Length)
            {
                // Still not whole: all of it is kept.
                _halves[stream] = joined;
                return false;
            }
            bytes = bytes[(used - half.Length)..];
        }
        var taken = CastText.Write(line, bytes, isWhole: false);
        if (taken < bytes.Length) _halves[stream] = bytes[taken..].ToArray();
        return line.Length > before;
    }

    private static bool WriteBase64(PooledBuffer line, ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, line.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        line.Advance(written);
        return true;
    }
}
