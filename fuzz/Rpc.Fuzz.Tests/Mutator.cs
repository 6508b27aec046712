using System.Buffers.Binary;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>
/// Makes a stream of bytes out of PDUs: most of them right, some wrong in the ways that break readers. The same seed gives the same stream.
/// </summary>
internal sealed class Mutator(int seed, Exchange[] exchanges)
{
    // Around the signs, the powers, and the limits that the readers have.
    private static readonly uint[] Interesting =
        [0, 1, 2, 3, 4, 7, 8, 15, 16, 23, 24, 25, 255, 256, 2047, 2048, 4000, 5839, 5840, 5841, 0x7fff, 0x8000, 0xffff, 0x10000, 0x20000,
        0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

    private readonly Random _random = new(seed);

    /// <summary>One stream of one side.</summary>
    public byte[] Next(bool client)
    {
        var pdus = exchanges[_random.Next(exchanges.Length)].Of(client).Select(pdu => pdu.ToArray()).ToList();
        for (var times = _random.Next(1, 5); times > 0; times--) Change(pdus, client);
        return [.. pdus.SelectMany(pdu => pdu)];
    }

    private void Change(List<byte[]> pdus, bool client)
    {
        if (pdus.Count == 0) pdus.Add(Grammar.Pdu(_random, client));
        var at = _random.Next(pdus.Count);
        switch (_random.Next(16))
        {
            case 0: pdus.RemoveAt(at); break;
            case 1: pdus.Insert(at, pdus[_random.Next(pdus.Count)].ToArray()); break;
            case 2: (pdus[at], pdus[^1]) = (pdus[^1], pdus[at]); break;
            case 3: pdus.Insert(_random.Next(pdus.Count + 1), Grammar.Pdu(_random, client)); break;
            case 4: pdus[at] = pdus[at][.._random.Next(pdus[at].Length)]; break;
            case 5: pdus[at] = Longer(pdus[at]); break;
            case 6: pdus.InsertRange(at, Split(pdus[at])); break;
            case 7: Splice(pdus, at, client); break;
            case 8: Header(pdus[at]); break;
            case 9: pdus[at] = Resized(pdus[at]); break;
            default: Bytes(pdus[at]); break;
        }
    }

    private void Bytes(byte[] pdu)
    {
        if (pdu.Length == 0) return;
        for (var times = _random.Next(1, 4); times > 0; times--)
        {
            var at = _random.Next(pdu.Length);
            var value = Interesting[_random.Next(Interesting.Length)];
            switch (_random.Next(4))
            {
                case 0: pdu[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: pdu[at] = (byte)_random.Next(256); break;
                case 2 when at + 2 <= pdu.Length: BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(at), (ushort)value); break;
                case 3 when at + 4 <= pdu.Length: BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(at & ~3), value); break;
            }
        }
    }

    // The fields of the common header, one at a time: a random byte hits them too rarely.
    private void Header(byte[] pdu)
    {
        if (pdu.Length < 16) return;
        switch (_random.Next(6))
        {
            case 0: pdu[2] = (byte)_random.Next(20); break;
            case 1: pdu[3] = (byte)_random.Next(256); break;
            case 2: pdu[4] ^= 0x10; break;
            case 3: BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(10), (ushort)Interesting[_random.Next(Interesting.Length)]); break;
            case 4: BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)Interesting[_random.Next(Interesting.Length)]); break;
            case 5: BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(12), (uint)_random.Next(4)); break;
        }
    }

    private byte[] Longer(byte[] pdu)
    {
        var more = new byte[_random.Next(1, 64)];
        _random.NextBytes(more);
        var at = _random.Next(pdu.Length + 1);
        return Fit([.. pdu[..at], .. more, .. pdu[at..]]);
    }

    private byte[] Resized(byte[] pdu) => pdu.Length < 17 ? pdu : Fit(pdu[.._random.Next(16, pdu.Length)]);

    // A request in two fragments; the flags say which is first and last.
    private byte[][] Split(byte[] pdu)
    {
        if (pdu.Length < 33 || pdu[2] is not (0 or 2)) return [];
        var cut = 24 + (_random.Next(pdu.Length - 24) & ~7);
        var first = Fit(pdu[..cut]);
        first[3] = (byte)((first[3] | 1) & ~2);
        return [first];
    }

    private void Splice(List<byte[]> pdus, int at, bool client)
    {
        var others = exchanges[_random.Next(exchanges.Length)].Of(client);
        if (others.Count > 0) pdus.InsertRange(at, others.Skip(_random.Next(others.Count)).Take(3).Select(pdu => pdu.ToArray()));
    }

    /// <summary>A PDU whose header tells its length rightly.</summary>
    private static byte[] Fit(byte[] pdu)
    {
        if (pdu.Length < 16) return pdu;
        if ((pdu[4] & 0x10) != 0) BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        else BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        return pdu;
    }
}
