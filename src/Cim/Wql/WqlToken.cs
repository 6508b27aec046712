namespace Sekimori.Cim.Wql;

/// <summary>A token: its kind and its text; for a quoted string the text between the quotes, as written.</summary>
internal readonly record struct WqlToken(WqlTokenKind Kind, int Position, string Text)
{
    public bool Is(string word) => Kind is WqlTokenKind.Name && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind switch
    {
        WqlTokenKind.End => "the end",
        WqlTokenKind.Quoted => "a string",
        _ => Text.Length <= 32 ? $"\"{Text}\"" : $"\"{Text[..32]}…\"",
    };
}
