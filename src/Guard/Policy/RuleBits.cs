using System.Runtime.Intrinsics;
using System.Runtime.InteropServices;

namespace Sekimori.Guard.Policy;

/// <summary>One bit for each rule.</summary>
internal static class RuleBits
{
    public static int Words(int rules) => (rules + 255) / 256 * 4;

    public static void Set(Span<ulong> bits, int rule) => bits[rule >> 6] |= 1UL << (rule & 63);

    public static bool Has(ReadOnlySpan<ulong> bits, int rule) => (bits[rule >> 6] & 1UL << (rule & 63)) != 0;

    /// <summary>Keeps of <paramref name="bits"/> what is also in <paramref name="any"/>, or named in one of the lists.</summary>
    public static void Intersect(Span<ulong> bits, ReadOnlySpan<ulong> any, ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        // A list is short: its rules are kept beside, all others fall to "any" in one pass of vectors.
        int keep = 0;
        Span<int> kept = first.Length + second.Length <= 256 ? stackalloc int[256] : new int[first.Length + second.Length];
        foreach (var rule in first)
            if (Has(bits, rule)) kept[keep++] = rule;
        foreach (var rule in second)
            if (Has(bits, rule)) kept[keep++] = rule;
        var left = MemoryMarshal.Cast<ulong, Vector256<ulong>>(bits);
        var right = MemoryMarshal.Cast<ulong, Vector256<ulong>>(any);
        for (var i = 0; i < left.Length; i++) left[i] &= right[i];
        for (var i = 0; i < keep; i++) Set(bits, kept[i]);
    }
}
