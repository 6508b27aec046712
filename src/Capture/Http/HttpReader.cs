using System.Globalization;
using System.Text;
using Sekimori.Capture.Network;

namespace Sekimori.Capture.Http;

/// <summary>
/// One direction of HTTP/1.1: heads, then bodies by length, in chunks, or none. Of a body its first part is kept, the rest counted.
/// </summary>
internal sealed class HttpReader(CaptureBudget budget, bool isRequests, HttpReader.MessageHandler told)
{
    /// <summary>A head: Kerberos tokens with a large PAC need 128 KiB.</summary>
    private const int HeadLimit = 192 * 1024;

    /// <summary>Header fields of one message.</summary>
    private const int FieldLimit = 128;

    /// <summary>Kept of a body: an Invoke or a command is a few kilobytes.</summary>
    private const int BodyLimit = 64 * 1024;

    public delegate void MessageHandler(HttpHead head, ReadOnlySpan<byte> body, bool isWhole, long ticks);

    private enum State { Head, Body, ChunkSize, Chunk, ChunkEnd, Trailer, Lost }

    private FrameBuffer _line, _body;
    private State _state;
    private HttpHead? _head;
    private long _left;
    private long _ticks;

    public void Receive(ReadOnlySpan<byte> bytes, long ticks)
    {
        while (!bytes.IsEmpty)
        {
            switch (_state)
            {
                case State.Lost:
                    // A message that starts a segment sets it right.
                    if (!bytes.StartsWith("HTTP/1."u8) && !bytes.StartsWith("POST /"u8) && !bytes.StartsWith("GET /"u8)) return;
                    _state = State.Head;
                    break;
                case State.Head: ReadHead(ref bytes, ticks); break;
                case State.Body or State.Chunk: ReadBody(ref bytes); break;
                case State.ChunkSize or State.ChunkEnd or State.Trailer: ReadLine(ref bytes); break;
            }
        }
    }

    public void Lose()
    {
        Drop();
        _state = State.Lost;
    }

    public void Close(long ticks)
    {
        if (_head is not null) Report(false);
        Drop();
    }

    private void ReadHead(ref ReadOnlySpan<byte> bytes, long ticks)
    {
        var held = _line.Count;
        // The end may lie across two segments.
        if (!_line.TryAppend(bytes.Length > HeadLimit ? bytes[..HeadLimit] : bytes, budget) || _line.Count > HeadLimit)
        {
            Lose();
            bytes = default;
            return;
        }
        var all = _line.Bytes;
        var from = Math.Max(0, held - 3);
        var end = all[from..].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            bytes = default;
            return;
        }
        end += from;
        var head = Parse(Encoding.Latin1.GetString(all[..end]));
        bytes = bytes[(end + 4 - held)..];
        _line.Clear(budget);
        _head = head;
        _ticks = ticks;
        if (head["Transfer-Encoding"].Contains("chunked", StringComparison.OrdinalIgnoreCase)) _state = State.ChunkSize;
        else if (long.TryParse(head["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out _left) && _left > 0)
            _state = State.Body;
        else Report(true);
    }

    private void ReadBody(ref ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..(int)Math.Min(_left, bytes.Length)];
        Keep(part);
        bytes = bytes[part.Length..];
        _left -= part.Length;
        if (_left > 0) return;
        if (_state == State.Chunk) _state = State.ChunkEnd;
        else Report(true);
    }

    private void ReadLine(ref ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var part = end < 0 ? bytes : bytes[..(end + 1)];
        if (_line.Count + part.Length > 1024 || !_line.TryAppend(part, budget))
        {
            Lose();
            bytes = default;
            return;
        }
        bytes = bytes[part.Length..];
        if (end < 0) return;
        var line = Encoding.Latin1.GetString(_line.Bytes).Trim();
        _line.Clear(budget);
        switch (_state)
        {
            case State.ChunkEnd: _state = State.ChunkSize; break;
            case State.Trailer: if (line.Length == 0) Report(true); break;
            default:
                var semicolon = line.IndexOf(';', StringComparison.Ordinal);
                if (!long.TryParse(semicolon < 0 ? line : line[..semicolon], NumberStyles.HexNumber, CultureInfo.InvariantCulture,
                    out _left) || _left < 0) Lose();
                else _state = _left == 0 ? State.Trailer : State.Chunk;
                break;
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (!isRequests) return; // answers are known by their status
        var room = BodyLimit - _body.Count;
        if (room > 0) _body.TryAppend(part.Length > room ? part[..room] : part, budget);
    }

    private void Report(bool isWhole)
    {
        var head = _head!;
        _head = null;
        told(head, _body.Bytes, isWhole, _ticks);
        _body.Clear(budget);
        _state = State.Head;
    }

    private void Drop()
    {
        _line.Clear(budget);
        _body.Clear(budget);
        _head = null;
        _left = 0;
    }

    private static HttpHead Parse(string text)
    {
        var lines = text.Split("\r\n");
        var head = new HttpHead(lines[0]);
        foreach (var line in lines.AsSpan(1, Math.Min(lines.Length - 1, FieldLimit)))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) head.Add(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }
        return head;
    }
}
