namespace Sekimori.Cim.Wql;

/// <summary>
/// For each character the elements of a segment that accept it, as bits. Characters that the segment does not distinguish share one mask.
/// </summary>
internal sealed class LikeMasks
{
    // Where the next group of characters starts, ascending from zero.
    private readonly int[] _starts;
    private readonly ulong[] _bits;

    public LikeMasks(ReadOnlySpan<LikeElement> elements)
    {
        Words = (elements.Length + 63) / 64;
        var starts = new SortedSet<int> { 0 };
        foreach (var element in elements)
            foreach (var (from, to) in RangesOf(element))
                starts.UnionWith([from, to + 1]);
        starts.Remove(char.MaxValue + 1);
        _starts = [.. starts];
        _bits = new ulong[_starts.Length * Words];
        for (var i = 0; i < elements.Length; i++)
            if (elements[i].Kind is LikeElement.Type.Any or LikeElement.Type.NotInSet)
                _bits[i / 64] |= 1UL << i;
        for (var group = 1; group < _starts.Length; group++)
            _bits.AsSpan(0, Words).CopyTo(_bits.AsSpan(group * Words));
        for (var i = 0; i < elements.Length; i++)
            foreach (var (from, to) in RangesOf(elements[i]))
                for (var group = GroupOf(from); group < _starts.Length && _starts[group] <= to; group++)
                    Set(group, i, elements[i].Kind != LikeElement.Type.NotInSet);
    }

    /// <summary>How many words a mask has.</summary>
    public int Words { get; }

    public ReadOnlySpan<ulong> Of(char upper) => _bits.AsSpan(GroupOf(upper) * Words, Words);

    private int GroupOf(char c) => Array.BinarySearch(_starts, c) is var found and >= 0 ? found : ~Array.BinarySearch(_starts, c) - 1;

    private void Set(int group, int element, bool taken)
    {
        ref var word = ref _bits[group * Words + element / 64];
        word = taken ? word | 1UL << element : word & ~(1UL << element);
    }

    private static (char From, char To)[] RangesOf(LikeElement element) =>
        element.Kind == LikeElement.Type.Literal ? [(element.Literal, element.Literal)] : element.Ranges ?? [];
}
