namespace Sekimori.Cim.Wql;

/// <summary>
/// What one character of the text is compared with: a letter, any character, or a set of ranges. Letters are in upper case.
/// </summary>
internal readonly record struct LikeElement(LikeElement.Type Kind, char Literal = '\0', (char From, char To)[]? Ranges = null)
{
    public enum Type : byte
    {
        Literal,
        Any,
        InSet,
        NotInSet,
    }

    public bool Matches(char upper) => Kind switch
    {
        Type.Literal => upper == Literal,
        Type.Any => true,
        Type.InSet => InRanges(upper),
        _ => !InRanges(upper),
    };

    private bool InRanges(char upper)
    {
        foreach (var (from, to) in Ranges!)
            if (upper >= from && upper <= to)
                return true;
        return false;
    }
}
