using System.Buffers.Binary;

namespace Sekimori.Fuzz.Wmi;

/// <summary>Objects, changed: the same seed gives the same ones.</summary>
/// <param name="seeds">What to begin with.</param>
/// <param name="seed">The seed.</param>
public sealed class WmioMutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private static readonly uint[] Interesting =
        [0, 1, 3, 4, 8, 0x1000, 0x2000, 0x200d, 0x7fff_ffff, 0x8000_0000, 0x8000_000a, 0x8000_000b, 0xffff_fffe, 0xffff_ffff];

    private readonly Random _random = new(seed);
    private byte[] _bytes = [];

    /// <summary>True if the bytes are encoding units: then most of them say how long they are.</summary>
    public bool IsUnit { get; init; } = true;

    /// <summary>Which of the seeds the last ones were made from.</summary>
    public int Chosen { get; private set; }

    /// <summary>The next object. Valid until the one after it.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var from = seeds[Chosen = _random.Next(seeds.Count)];
        if (_bytes.Length < from.Length)
            _bytes = new byte[from.Length];
        from.CopyTo(_bytes, 0);
        var length = from.Length;
        for (var changes = _random.Next(1, 8); changes > 0 && length > 8; changes--)
            length = Change(length);
        // A unit that says how long it is reaches further.
        if (IsUnit && length >= 8 && _random.Next(4) != 0)
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(4), length - 8);
        return _bytes.AsSpan(0, length);
    }

    private int Change(int length)
    {
        var at = _random.Next(8, length);
        var word = _bytes.AsSpan(Math.Min(at, length - 4), 4);
        switch (_random.Next(10))
        {
            case 0:
                _bytes[at] ^= (byte)(1 << _random.Next(8));
                return length;
            case 1:
                _bytes[at] = (byte)_random.Next(256);
                return length;
            case 2 or 3:
                BinaryPrimitives.WriteUInt32LittleEndian(word, Interesting[_random.Next(Interesting.Length)]);
                return length;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)_random.Next(length));
                return length;
            case 5 or 6:
                // Another reference, offset or length, a little beside.
                BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(word) + (uint)_random.Next(-8, 9));
                return length;
            case 7:
                // A reference to what another one names: cycles, items used twice.
                _bytes.AsSpan(_random.Next(length - 4), 4).CopyTo(word);
                return length;
            case 8:
                var other = seeds[_random.Next(seeds.Count)];
                var start = _random.Next(other.Length);
                var count = Math.Min(Math.Min(other.Length - start, length - at), _random.Next(1, 256));
                other.AsSpan(start, count).CopyTo(_bytes.AsSpan(at));
                return length;
            default:
                return _random.Next(4) == 0 ? _random.Next(length) : length;
        }
    }
}
