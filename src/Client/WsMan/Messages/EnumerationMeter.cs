using System.Globalization;

namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// Counts the items of one enumeration, and aborts one that exceeds the client's limits, because only the service decides when an
/// enumeration ends.
/// </summary>
/// <param name="where">The service, for messages.</param>
/// <param name="options">The limits.</param>
/// <param name="isHeld">True if the objects are held in a list.</param>
internal sealed class EnumerationMeter(Uri where, WsManClientOptions options, bool isHeld = false)
{
    /// <summary>Consecutive answers without an object. A service may give a few if it searches for long ([DSP0226] 8.4).</summary>
    private const int MaxEmpty = 100;

    private long _items, _bytes, _held;
    private int _empty;

    /// <summary>Counts an answer, before its objects are forwarded.</summary>
    /// <exception cref="WsManClientException">The enumeration is beyond a limit, or does not continue.</exception>
    internal void Count<T>(Batch<T> batch)
    {
        _items += batch.Items.Count;
        _bytes += batch.Bytes;
        _held += batch.Held;
        _empty = batch.Items.Count > 0 ? 0 : _empty + 1;
        if (_empty > MaxEmpty && !batch.IsLast)
            throw Reply.Malformed(where, $"{MaxEmpty} answers of an enumeration contain no object and do not end it");
        if (_items > options.MaxItems) throw Beyond($"{Number(options.MaxItems)} objects", nameof(options.MaxItems), "--max-items");
        if (_bytes > options.MaxEnumerationBytes)
            throw Beyond($"{Number(options.MaxEnumerationBytes >> 20)} MiB", nameof(options.MaxEnumerationBytes), "--max-size");
        if (isHeld && _held > options.MaxListBytes)
            throw Beyond($"{Number(options.MaxListBytes >> 20)} MiB of memory", nameof(options.MaxListBytes), "--max-size");
    }

    private WsManClientException Beyond(string limit, string option, string argument) =>
        new(
        WsManFailure.OverLimit,
        $"{where.Authority} answered with more than {limit}; request less, or raise the limit ({argument}, {option})");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
