namespace Sekimori.Detection.Sigma;

/// <summary>
/// How many texts the modifiers of one rule file may produce. "windash" makes up to 625 of one value, "base64offset" three, and each
/// applies to the results of the one before. A list of a hundred command lines with windash makes 62,500 at most.
/// </summary>
internal sealed class ExpansionBudget
{
    /// <summary>Texts in all.</summary>
    public const int MaxTexts = 500_000;

    /// <summary>Characters of all texts together.</summary>
    public const int MaxChars = 64 * 1024 * 1024;

    private int _texts;
    private long _chars;

    /// <summary>Takes one text from the budget.</summary>
    /// <returns>False if there is no room for it.</returns>
    public bool TrySpend(int chars)
    {
        _chars += chars;
        return ++_texts <= MaxTexts && _chars <= MaxChars;
    }
}
