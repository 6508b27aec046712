namespace Sekimori.Cim.Wql;

/// <summary>A condition as it is written.</summary>
/// <param name="Position">Where it starts in the query.</param>
internal abstract record WqlCondition(int Position)
{
    public sealed record And(int Position, IReadOnlyList<WqlCondition> Parts) : WqlCondition(Position);

    public sealed record Or(int Position, IReadOnlyList<WqlCondition> Parts) : WqlCondition(Position);

    public sealed record Not(int Position, WqlCondition Part) : WqlCondition(Position);

    public sealed record Comparison(int Position, WqlOperand Left, WqlOperator Operator, WqlOperand Right) : WqlCondition(Position);

    public sealed record IsNull(int Position, WqlOperand Operand, bool Negated) : WqlCondition(Position);

    public sealed record Isa(int Position, WqlOperand Operand, string ClassName) : WqlCondition(Position);
}
