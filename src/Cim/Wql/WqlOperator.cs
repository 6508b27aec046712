namespace Sekimori.Cim.Wql;

/// <summary>The operators between a property and a constant. Each is next to its negation, so the last bit negates.</summary>
internal enum WqlOperator
{
    Equal = 0,
    NotEqual = 1,
    Less = 2,
    GreaterOrEqual = 3,
    Greater = 4,
    LessOrEqual = 5,
    Like = 6,
    NotLike = 7,
}
