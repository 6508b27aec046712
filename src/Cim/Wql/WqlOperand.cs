using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>One side of a comparison: a property, dotted for one of an embedded instance, or a constant.</summary>
/// <param name="Position">Where it is in the query.</param>
/// <param name="Path">The property's name or names; null for a constant.</param>
/// <param name="Value">The constant: a string, sint64, uint64, real64, boolean or NULL.</param>
/// <param name="Quoted">A quoted constant as it is written, for LIKE, where the backslash is not an escape.</param>
internal sealed record WqlOperand(int Position, IReadOnlyList<string>? Path, CimValue Value = default, string? Quoted = null)
{
    public bool IsProperty => Path is not null;
}
