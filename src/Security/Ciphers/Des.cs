using System.Buffers.Binary;
using System.Globalization;

namespace Sekimori.Security.Ciphers;

/// <summary>
/// DES (FIPS 46-3) of one block, for NTLMv1's response alone: OpenSSL 3 has it no longer without its legacy provider. Not for secrets.
/// </summary>
internal static class Des
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 8;

    // FIPS 46-3: bits are counted from 1, the most significant first.
    private static readonly byte[] First =
    [
        58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8,
        57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
    ];

    private static readonly byte[] Last =
    [
        40, 8, 48, 16, 56, 24, 64, 32, 39, 7, 47, 15, 55, 23, 63, 31, 38, 6, 46, 14, 54, 22, 62, 30, 37, 5, 45, 13, 53, 21, 61, 29,
        36, 4, 44, 12, 52, 20, 60, 28, 35, 3, 43, 11, 51, 19, 59, 27, 34, 2, 42, 10, 50, 18, 58, 26, 33, 1, 41, 9, 49, 17, 57, 25,
    ];

    private static readonly byte[] Expansion =
    [
        32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15, 16, 17, 16, 17, 18, 19, 20, 21, 20, 21, 22, 23, 24, 25,
        24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1,
    ];

    private static readonly byte[] Permutation =
        [16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25];

    private static readonly byte[] KeyChoice =
    [
        57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
        63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
    ];

    private static readonly byte[] RoundChoice =
    [
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
        41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
    ];

    private static readonly byte[] Shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

    // A table a line: four rows of sixteen.
    private static readonly byte[][] Tables =
    [
        Table("E4D12FB83A6C59070F74E2D1A6CB953841E8D62BFC973A50FC8249175B3EA06D"),
        Table("F18E6B34972DC05A3D47F28EC01A69B50E7BA4D158C6932FD8A13F42B67C05E9"),
        Table("A09E63F51DC7B428D709346A285ECBF1D6498F30B12C5AE71AD069874FE3B52C"),
        Table("7DE3069A1285BC4FD8B56F03472C1AE9A690CB7DF13E52843F06A1D8945BC72E"),
        Table("2C417AB6853FD0E9EB2C47D150FA3986421BAD78F9C5630EB8C71E2D6F09A453"),
        Table("C1AF92680D34E75BAF427C9561DE0B389EF528C3704A1DB6432C95FABE17608D"),
        Table("4B2EF08D3C975A61D0B7491AE35C2F8614BDC37EAF6805926BD814A7950FE23C"),
        Table("D2846FB1A93E50C71FD8A374C56B0E927B419CE206ADF35821E74A8DFC90356B"),
    ];

    /// <summary>DESL of [MS-NLMP] 6: one block under three keys of seven bytes each.</summary>
    /// <param name="key">16 bytes, which are filled up with zeros.</param>
    /// <param name="block">Eight bytes.</param>
    /// <returns>24 bytes.</returns>
    public static byte[] EncryptLong(ReadOnlySpan<byte> key, ReadOnlySpan<byte> block)
    {
        Span<byte> padded = stackalloc byte[21];
        key.CopyTo(padded);
        var answer = new byte[3 * BlockSize];
        for (var i = 0; i < 3; i++) Encrypt(Spread(padded.Slice(i * 7, 7)), block, answer.AsSpan(i * BlockSize));
        return answer;
    }

    /// <summary>Encrypts one block.</summary>
    /// <param name="key">Eight bytes, whose lowest bits do not count.</param>
    /// <param name="block">Eight bytes.</param>
    /// <param name="destination">Receives eight bytes.</param>
    public static void Encrypt(ulong key, ReadOnlySpan<byte> block, Span<byte> destination)
    {
        var halves = Permute(key, 64, KeyChoice);
        var (c, d) = ((uint)(halves >> 28), (uint)halves & 0xfffffff);
        var text = Permute(BinaryPrimitives.ReadUInt64BigEndian(block), 64, First);
        var (left, right) = ((uint)(text >> 32), (uint)text);
        foreach (var shift in Shifts)
        {
            (c, d) = (Rotate(c, shift), Rotate(d, shift));
            var mixed = Permute(right, 32, Expansion) ^ Permute(((ulong)c << 28) | d, 56, RoundChoice);
            (left, right) = (right, left ^ (uint)Permute(Substitute(mixed), 32, Permutation));
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, Permute(((ulong)right << 32) | left, 64, Last));
    }

    private static uint Substitute(ulong mixed)
    {
        uint result = 0;
        for (var i = 0; i < Tables.Length; i++)
        {
            var six = (int)(mixed >> (42 - (6 * i))) & 0x3f;
            // The outer bits are the row, the inner ones the column.
            result = (result << 4) | Tables[i][((((six >> 4) & 2) | (six & 1)) * 16) + ((six >> 1) & 15)];
        }

        return result;
    }

    private static ulong Permute(ulong value, int width, byte[] table)
    {
        ulong result = 0;
        foreach (var bit in table) result = (result << 1) | ((value >> (width - bit)) & 1);
        return result;
    }

    private static uint Rotate(uint half, int shift) => ((half << shift) | (half >> (28 - shift))) & 0xfffffff;

    // Seven bits in each of eight bytes.
    private static ulong Spread(ReadOnlySpan<byte> seven)
    {
        ulong bits = 0, key = 0;
        foreach (var one in seven) bits = (bits << 8) | one;
        for (var i = 0; i < BlockSize; i++) key = (key << 8) | (((bits >> (49 - (i * 7))) & 0x7f) << 1);
        return key;
    }

    private static byte[] Table(string digits) => [.. digits.Select(digit => byte.Parse([digit], NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture))];
}
