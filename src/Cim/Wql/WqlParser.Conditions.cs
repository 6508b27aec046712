using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <content>WHERE: OR binds less than AND, AND less than NOT.</content>
internal sealed partial class WqlParser
{
    private WqlCondition Or()
    {
        var first = And();
        if (!_token.Is("OR"))
            return first;
        var parts = new List<WqlCondition> { first };
        while (_token.Is("OR"))
        {
            Next();
            parts.Add(And());
        }
        return new WqlCondition.Or(first.Position, parts);
    }

    private WqlCondition And()
    {
        var first = Unary();
        if (!_token.Is("AND"))
            return first;
        var parts = new List<WqlCondition> { first };
        while (_token.Is("AND"))
        {
            Next();
            parts.Add(Unary());
        }
        return new WqlCondition.And(first.Position, parts);
    }

    private WqlCondition Unary()
    {
        if (++_depth > _limits.MaxQueryDepth)
            throw new WqlException(CimStatus.QuotaViolation, _token.Position,
                $"conditions are nested more than {_limits.MaxQueryDepth} levels deep");
        WqlCondition condition;
        var start = _token.Position;
        if (_token.Is("NOT"))
        {
            Next();
            condition = new WqlCondition.Not(start, Unary());
        }
        else if (_token.Kind == WqlTokenKind.Open)
        {
            Next();
            condition = Or();
            Expect(WqlTokenKind.Close, "\")\"");
        }
        else
        {
            condition = Term();
        }
        _depth--;
        return condition;
    }

    private WqlCondition Term()
    {
        CountTerm();
        var start = _token.Position;
        var left = Operand();
        if (_token.Is("IS"))
        {
            Next();
            var negated = _token.Is("NOT");
            if (negated)
                Next();
            Word("NULL");
            return new WqlCondition.IsNull(start, PropertyOnly(left), negated);
        }
        if (_token.Is("ISA"))
        {
            Next();
            var name = _token.Kind == WqlTokenKind.Name ? _token : Expect(WqlTokenKind.Quoted, "a class", false);
            Next();
            return new WqlCondition.Isa(start, PropertyOnly(left), name.Text);
        }
        var op = Operator();
        var right = Operand();
        // One side is a property, the other a constant.
        if (left.IsProperty == right.IsProperty)
            throw WqlLexer.Wrong(start, left.IsProperty ? "a comparison of two properties" : "a comparison of two constants");
        if (op is WqlOperator.Like or WqlOperator.NotLike && (!left.IsProperty || right.Quoted is null))
            throw WqlLexer.Wrong(right.Position, "LIKE needs a property on its left and a string on its right");
        return new WqlCondition.Comparison(start, left, op, right);
    }

    private WqlOperator Operator()
    {
        var token = _token;
        if (token.Is("NOT"))
        {
            Next();
            Word("LIKE");
            return WqlOperator.NotLike;
        }
        Next();
        if (token.Is("LIKE"))
            return WqlOperator.Like;
        return (token.Kind, token.Text) switch
        {
            (WqlTokenKind.Operator, "=") => WqlOperator.Equal,
            (WqlTokenKind.Operator, "<>" or "!=") => WqlOperator.NotEqual,
            (WqlTokenKind.Operator, "<") => WqlOperator.Less,
            (WqlTokenKind.Operator, ">") => WqlOperator.Greater,
            (WqlTokenKind.Operator, "<=") => WqlOperator.LessOrEqual,
            (WqlTokenKind.Operator, ">=") => WqlOperator.GreaterOrEqual,
            _ => throw WqlLexer.Wrong(token.Position, $"expected an operator, not {token}"),
        };
    }

    private static WqlOperand PropertyOnly(WqlOperand operand) =>
        operand.IsProperty ? operand : throw WqlLexer.Wrong(operand.Position, "expected a property, not a constant");
}
