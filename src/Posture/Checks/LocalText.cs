namespace Sekimori.Posture.Checks;

/// <summary>A text in the languages of reports.</summary>
/// <param name="English">In English.</param>
/// <param name="Japanese">In Japanese.</param>
internal readonly record struct LocalText(string English, string Japanese)
{
    /// <summary>The text in a language.</summary>
    public string In(Language language) => language == Language.Japanese ? Japanese : English;
}
