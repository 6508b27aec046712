using System.Buffers.Binary;
using System.Numerics;

namespace Sekimori.Security.Ciphers;

/// <summary>
/// The MD4 digest (RFC 1320), which .NET does not have. It is broken as a hash: here only because the NT hash of a password is MD4 of its
/// UTF-16 text ([MS-NLMP] 3.3.1), and NTLM can be answered with nothing else.
/// </summary>
internal static class Md4
{
    /// <summary>Length of a digest, in bytes.</summary>
    public const int HashSize = 16;

    private const int BlockSize = 64;

    /// <summary>Digests <paramref name="source"/> into the first <see cref="HashSize"/> bytes of <paramref name="destination"/>.</summary>
    public static void HashData(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]; // RFC 1320 3.3
        var rest = source;
        for (; rest.Length >= BlockSize; rest = rest[BlockSize..]) Block(state, rest);

        // RFC 1320 3.1, 3.2: one bit, zeros, then the length in bits; two blocks if the length does not fit in one.
        Span<byte> tail = stackalloc byte[2 * BlockSize];
        tail.Clear();
        rest.CopyTo(tail);
        tail[rest.Length] = 0x80;
        var end = rest.Length < BlockSize - 8 ? BlockSize : 2 * BlockSize;
        BinaryPrimitives.WriteUInt64LittleEndian(tail[(end - 8)..], (ulong)source.Length * 8);
        for (var at = 0; at < end; at += BlockSize) Block(state, tail[at..]);

        for (var i = 0; i < 4; i++) BinaryPrimitives.WriteUInt32LittleEndian(destination[(4 * i)..], state[i]);
        tail.Clear(); // what was hashed may be a password
    }

    // RFC 1320 3.4: three rounds of sixteen steps over the words of one block.
    private static void Block(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> x = stackalloc uint[16];
        for (var i = 0; i < 16; i++) x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
        uint a = state[0], b = state[1], c = state[2], d = state[3];

        ReadOnlySpan<byte> shifts1 = [3, 7, 11, 19], shifts2 = [3, 5, 9, 13], shifts3 = [3, 9, 11, 15];
        ReadOnlySpan<byte> order3 = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];
        for (var i = 0; i < 48; i++)
        {
            var (mixed, word, shift) = (i / 16) switch
            {
                0 => ((b & c) | (~b & d), x[i], shifts1[i & 3]),
                1 => (((b & c) | (b & d) | (c & d)) + 0x5a827999, x[((i & 3) * 4) + ((i - 16) >> 2)], shifts2[i & 3]),
                _ => ((b ^ c ^ d) + 0x6ed9eba1, x[order3[i - 32]], shifts3[i & 3]),
            };
            (a, d, c, b) = (d, c, b, BitOperations.RotateLeft(a + mixed + word, shift));
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        x.Clear();
    }
}
