namespace Sekimori.Detection.Sigma;

/// <summary>
/// How many texts the modifiers of one rule file may make. "windash" makes up to 625 of one value, "base64offset" three, and each is applied to what the one before has made.
/// A list of a hundred command lines with windash makes 62,500 at most.
/// </summary>
internal sealed class ExpansionBudget
{
    /// <summary>Texts in all.</summary>
    public const int MaxTexts = 500_000;

    /// <summary>Characters of all texts together.</summary>
    public const int MaxChars = 64 * 1024 * 1024;

    private int _texts;
    private long _chars;

    /// <summary>Takes a text out of the budget.</summary>
    /// <returns>False if there is no room for it.</returns>
    public bool TrySpend(int chars)
    {
        _chars += chars;
        return ++_texts <= MaxTexts && _chars <= MaxChars;
    }
}
