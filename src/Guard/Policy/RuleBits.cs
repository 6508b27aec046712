using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sekimori.Guard.Policy;

/// <summary>One bit for each rule, in whole vectors.</summary>
internal static class RuleBits
{
    public static int Describe(int rules) => (rules + 255) / 256 * 4;

    public static void Set(Span<ulong> bits, int rule) => bits[rule >> 6] |= 1UL << (rule & 63);

    public static bool Has(ReadOnlySpan<ulong> bits, int rule) => (bits[rule >> 6] & 1UL << (rule & 63)) != 0;

    public static void And(Span<ulong> bits, ReadOnlySpan<ulong> other)
    {
        var left = MemoryMarshal.Cast<ulong, Vector256<ulong>>(bits);
        var right = MemoryMarshal.Cast<ulong, Vector256<ulong>>(other);
        for (var i = 0; i < left.Length && i < right.Length; i++) left[i] &= right[i];
    }

    public static void Or(Span<ulong> bits, ReadOnlySpan<ulong> other)
    {
        var left = MemoryMarshal.Cast<ulong, Vector256<ulong>>(bits);
        var right = MemoryMarshal.Cast<ulong, Vector256<ulong>>(other);
        for (var i = 0; i < left.Length && i < right.Length; i++) left[i] |= right[i];
    }

    /// <summary>Keeps those <paramref name="bits"/> that are in <paramref name="any"/> or in the value's rules.</summary>
    [SkipLocalsInit]
    public static void Keep(Span<ulong> bits, ReadOnlySpan<ulong> any, RuleList? rules)
    {
        if (rules is null)
        {
            And(bits, any);
            return;
        }
        if (rules.WithAny is { } whole)
        {
            And(bits, whole);
            return;
        }
        // A short list: its rules are saved, one pass reduces everything to "any", and the saved ones are restored.
        Span<int> kept = stackalloc int[RuleList.ShortLimit];
        var count = 0;
        foreach (var rule in rules.Rules)
            if (Has(bits, rule)) kept[count++] = rule;
        And(bits, any);
        for (var i = 0; i < count; i++) Set(bits, kept[i]);
    }
}
