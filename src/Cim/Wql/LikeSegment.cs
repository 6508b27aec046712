namespace Sekimori.Cim.Wql;

/// <summary>The part between two percent signs: elements that each match one character.</summary>
internal sealed class LikeSegment(LikeElement[] elements)
{
    // Up to here each position in the text is tried one by one: eight comparisons at most, and no table.
    private const int PlainLength = 8;

    private readonly LikeMasks? _masks = elements.Length > PlainLength ? new LikeMasks(elements) : null;

    public int Length => elements.Length;

    public bool MatchesAt(ReadOnlySpan<char> text, int at, EvaluationBudget budget)
    {
        if (text.Length - at < elements.Length)
            return false;
        for (var i = 0; i < elements.Length; i++)
        {
            budget.Spend(1);
            if (!elements[i].Matches(char.ToUpperInvariant(text[at + i])))
                return false;
        }
        return true;
    }

    /// <summary>
    /// Where the first match at or behind a position ends; -1 if there is none. Takes time linear to the text, whatever both consist of.
    /// </summary>
    public int Find(ReadOnlySpan<char> text, int from, EvaluationBudget budget)
    {
        if (_masks is { } masks)
            return Find(text, from, masks, budget);
        for (from = Skip(text, from, budget); from < text.Length; from = Skip(text, from + 1, budget))
            if (MatchesAt(text, from, budget))
                return from + elements.Length;
        return -1;
    }

    // Shift-And (Baeza-Yates and Gonnet): bit i of the state is set if the last i + 1 characters match the first i + 1 elements.
    private int Find(ReadOnlySpan<char> text, int from, LikeMasks masks, EvaluationBudget budget)
    {
        var words = masks.Words;
        Span<ulong> state = stackalloc ulong[words];
        state.Clear();
        var last = 1UL << (elements.Length - 1);
        var any = 0UL;
        for (; from < text.Length; from++)
        {
            if (any == 0 && (from = Skip(text, from, budget)) == text.Length)
                return -1;
            budget.Spend(words);
            var mask = masks.Of(char.ToUpperInvariant(text[from]));
            var carry = 1UL;
            any = 0;
            for (var w = 0; w < words; w++)
            {
                var shifted = state[w] << 1 | carry;
                carry = state[w] >> 63;
                any |= state[w] = shifted & mask[w];
            }
            if ((state[words - 1] & last) != 0)
                return from + 1;
        }
        return -1;
    }

    // The next position that the first element matches; the text's length if there is none. The whole text is charged to the budget at
    // once: the search is very fast.
    private int Skip(ReadOnlySpan<char> text, int from, EvaluationBudget budget)
    {
        var at = from;
        ref readonly var first = ref elements[0];
        if (first.Kind == LikeElement.Type.Literal)
        {
            var literal = first.Literal;
            while (at < text.Length && char.ToUpperInvariant(text[at]) != literal)
                at++;
        }
        else
        {
            while (at < text.Length && !first.Matches(char.ToUpperInvariant(text[at])))
                at++;
        }
        budget.Spend(at - from);
        return at;
    }
}
