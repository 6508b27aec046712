using System.Buffers;
using System.Buffers.Text;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// Takes long runs of base64 out of an envelope before it is read as XML: an XML reader looks at each of their characters several times, and they are nearly all of an answer that carries
/// output. What is left is the envelope with a short mark in each run's place; the runs are decoded where they stand.
/// </summary>
internal sealed class LongText : IDisposable
{
    /// <summary>Shorter texts are no worse off with the XML reader.</summary>
    private const int Shortest = 4096;

    /// <summary>No base64 holds this character, so a mark is never taken for a text.</summary>
    private const byte Mark = (byte)'#';

    private readonly byte[] _envelope;
    private readonly List<(int Start, int Count)> _runs;

    private LongText(byte[] envelope, byte[] rest, int restCount, List<(int Start, int Count)> runs)
    {
        _envelope = envelope;
        Rest = rest;
        RestCount = restCount;
        _runs = runs;
    }

    /// <summary>The envelope without its long runs, of the shared pool.</summary>
    internal byte[] Rest { get; private set; }

    /// <summary>How many bytes it has.</summary>
    internal int RestCount { get; }

    /// <summary>Takes the long runs out.</summary>
    /// <param name="envelope">The envelope. Its runs are decoded in place: it is no envelope afterwards.</param>
    /// <param name="count">How many bytes it has.</param>
    /// <returns>Null where nothing was taken out, and nothing changed.</returns>
    internal static LongText? TakeOut(byte[] envelope, int count)
    {
        var bytes = envelope.AsSpan(0, count);
        if (count < Shortest || EnvelopeCharsets.Detect(bytes) != EnvelopeCharset.Utf8) return null;
        List<(int Start, int Count)>? runs = null;
        byte[] rest = [];
        int restCount = 0, kept = 0;
        // A text begins behind a tag's '>' and ends before the next '<'; no well-formed attribute holds the latter, and in comments and CDATA a mark does no harm.
        for (var at = 0; at < count;)
        {
            var length = bytes[at..].IndexOf((byte)'<');
            if (length < 0) break;
            var text = bytes.Slice(at, length);
            var start = at + text.IndexOf((byte)'>') + 1;
            text = bytes[start..(at + length)];
            at += length + 1;
            if (text.Length < Shortest || !Base64.IsValid(text, out var size) || size == 0) continue;
            _ = Base64.DecodeFromUtf8InPlace(text, out var decoded);
            if (runs is null) (runs, rest) = ([], ArrayPool<byte>.Shared.Rent(count));
            Keep(bytes[kept..start]);
            rest[restCount++] = Mark;
            _ = Utf8Formatter.TryFormat(runs.Count, rest.AsSpan(restCount), out var digits);
            restCount += digits;
            runs.Add((start, decoded));
            kept = at - 1;
        }

        if (runs is null) return null;
        Keep(bytes[kept..]);
        return new LongText(envelope, rest, restCount, runs);

        void Keep(ReadOnlySpan<byte> part)
        {
            part.CopyTo(rest.AsSpan(restCount));
            restCount += part.Length;
        }
    }

    /// <summary>The bytes that a text stands for: those of the run that it marks.</summary>
    /// <returns>False where the text marks no run.</returns>
    internal bool TryFind(string text, out ReadOnlyMemory<byte> bytes)
    {
        var found = text.Length > 1 && text[0] == (char)Mark && int.TryParse(text.AsSpan(1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index < _runs.Count
            ? _runs[index]
            : (Start: -1, Count: 0);
        bytes = found.Start < 0 ? default : _envelope.AsMemory(found.Start, found.Count);
        return found.Start >= 0;
    }

    public void Dispose()
    {
        var rest = Rest;
        Rest = [];
        if (rest.Length > 0) ArrayPool<byte>.Shared.Return(rest);
    }
}
