namespace Sekimori.Cim.Wql;

/// <summary>What a token is.</summary>
internal enum WqlTokenKind
{
    End,
    Name,
    Quoted,
    Number,
    Operator,
    Comma,
    Dot,
    Star,
    Open,
    Close,
    OpenBrace,
}
