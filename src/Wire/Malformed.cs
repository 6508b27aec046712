namespace Sekimori.Wire;

/// <summary>
/// What is wrong with bytes that a peer sent. One of the four families of errors: malformed, misbehaving, incompatible, misused.
/// </summary>
public enum Malformed
{
    /// <summary>The bytes end before the structure does.</summary>
    Truncated,

    /// <summary>A length, count or offset contradicts the bytes around it.</summary>
    BadLength,

    /// <summary>A field has a value that its specification does not allow.</summary>
    BadValue,

    /// <summary>A number is outside the range that the interface declares.</summary>
    OutOfRange,

    /// <summary>A string is not terminated, or contains forbidden characters.</summary>
    BadString,

    /// <summary>A structure is nested more deeply than the reader's limit.</summary>
    TooDeep,

    /// <summary>Reading on would allocate more than the budget of this message.</summary>
    OverBudget,

    /// <summary>More items, contexts or fragments than the reader's limit.</summary>
    TooMany,

    /// <summary>Something follows what should end the bytes.</summary>
    Trailing,
}
