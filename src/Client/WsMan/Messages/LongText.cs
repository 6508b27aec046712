using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// Takes long runs of base64 out of an envelope before it is read as XML: an XML reader checks each of their characters several times, and
/// they are nearly all of an answer with output. What is left is the envelope with a short mark in each run's place.
/// </summary>
internal sealed class LongText : IDisposable
{
    /// <summary>Shorter texts are no worse off with the XML reader.</summary>
    private const int Shortest = 4096;

    /// <summary>No base64 contains this character, so a mark is never taken for text.</summary>
    private const byte Mark = (byte)'#';

    private readonly List<(int Start, int Count)> _runs = [];
    private byte[] _decoded;
    private int _decodedCount;

    private LongText(int count)
    {
        Rest = ArrayPool<byte>.Shared.Rent(count);
        _decoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(count));
    }

    /// <summary>The envelope without its long runs, of the shared pool.</summary>
    internal byte[] Rest { get; private set; }

    /// <summary>How many bytes it has.</summary>
    internal int RestCount { get; private set; }

    /// <summary>Takes the long runs out.</summary>
    /// <param name="envelope">The envelope, which stays as it is.</param>
    /// <returns>Null if there are none.</returns>
    internal static LongText? TakeOut(ReadOnlySpan<byte> envelope)
    {
        if (envelope.Length < Shortest || EnvelopeCharsets.Detect(envelope) != EnvelopeCharset.Utf8) return null;
        LongText? taken = null;
        var kept = 0;
        // A text starts after a tag's '>' and ends before the next '<'; no well-formed attribute contains the latter, and in comments and
        // CDATA a mark does no harm.
        for (int at = 0, length; (length = envelope[at..].IndexOf((byte)'<')) >= 0; at += length + 1)
        {
            if (length < Shortest) continue;
            var start = at + envelope.Slice(at, length).IndexOf((byte)'>') + 1;
            var text = envelope[start..(at + length)];
            if (text.Length < Shortest) continue;
            taken ??= new LongText(envelope.Length);
            if (!taken.TryTake(envelope[kept..start], text)) continue;
            kept = at + length;
        }

        taken?.Keep(envelope[kept..]);
        return taken;
    }

    /// <summary>The bytes of a text: those of the run that it marks. They are invalid after this object.</summary>
    /// <returns>False if the text marks no run.</returns>
    internal bool TryFind(string text, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (text.Length < 2 || text[0] != (char)Mark
            || !int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= _runs.Count)
            return false;
        var (start, count) = _runs[index];
        bytes = _decoded.AsMemory(start, count);
        return true;
    }

    public void Dispose()
    {
        var (rest, decoded) = (Rest, _decoded);
        (Rest, _decoded) = ([], []);
        if (rest.Length == 0) return;
        ArrayPool<byte>.Shared.Return(rest);
        ArrayPool<byte>.Shared.Return(decoded);
    }

    private bool TryTake(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text)
    {
        if (Base64.DecodeFromUtf8(text, _decoded.AsSpan(_decodedCount), out _, out var count) != OperationStatus.Done) return false;
        Keep(before);
        Rest[RestCount++] = Mark;
        _ = Utf8Formatter.TryFormat(_runs.Count, Rest.AsSpan(RestCount), out var digits);
        RestCount += digits;
        _runs.Add((_decodedCount, count));
        _decodedCount += count;
        return true;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        part.CopyTo(Rest.AsSpan(RestCount));
        RestCount += part.Length;
    }
}
