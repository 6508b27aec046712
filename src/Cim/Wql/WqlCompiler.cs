using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Cim.Wql;

/// <summary>Makes a predicate of a condition: binds its names, brings constants to the properties' types, moves negations to the leaves,
/// and gathers what can be pushed down.</summary>
internal sealed class WqlCompiler(WqlBinder binder)
{
    /// <summary>Conditions that every matching instance meets.</summary>
    public List<ProviderCondition> Conditions { get; } = [];

    /// <summary>The properties that the conditions read.</summary>
    public HashSet<int> Reads { get; } = [];

    public WqlPredicate Compile(WqlCondition condition) => Compile(condition, negated: false, always: true);

    // always: the whole is false if this part is, so that it can be pushed down.
    private WqlPredicate Compile(WqlCondition condition, bool negated, bool always) => condition switch
    {
        WqlCondition.Not not => Compile(not.Part, !negated, always),
        WqlCondition.And and => Join(and.Parts, negated, and: !negated, always),
        WqlCondition.Or or => Join(or.Parts, negated, and: negated, always),
        WqlCondition.IsNull test => new WqlPredicate.NullTest(Bind(test.Operand), test.Negated == negated),
        WqlCondition.Isa isa => Isa(isa, !negated),
        WqlCondition.Comparison comparison => Comparison(comparison, negated, always),
        _ => throw new InvalidOperationException("Unknown kind of condition."),
    };

    private WqlPredicate Join(IReadOnlyList<WqlCondition> parts, bool negated, bool and, bool always)
    {
        var compiled = new WqlPredicate[parts.Count];
        for (var i = 0; i < compiled.Length; i++)
            compiled[i] = Compile(parts[i], negated, always && and);
        return and ? new WqlPredicate.All(compiled) : new WqlPredicate.Any(compiled);
    }

    private WqlPredicate Isa(WqlCondition.Isa isa, bool wanted)
    {
        if (WqlBinder.IsThis(isa.Operand))
            return new WqlPredicate.IsaThis(isa.ClassName, wanted);
        var source = Bind(isa.Operand);
        return source is { Type: CimType.Object, IsArray: false }
            ? new WqlPredicate.IsaEmbedded(source, isa.ClassName, wanted)
            : throw WqlLexer.Wrong(isa.Position, $"ISA needs __this or an embedded object, but {source.Name} is {source.Type}");
    }

    private WqlPredicate Comparison(WqlCondition.Comparison comparison, bool negated, bool always)
    {
        var (left, op, right) = (comparison.Left, comparison.Operator, comparison.Right);
        if (!left.IsProperty)
            (left, op, right) = (right, Mirror(op), left);
        if (negated)
            op ^= (WqlOperator)1;
        var source = Bind(left);
        if (source.IsArray || source.Type == CimType.Object)
            throw WqlLexer.Wrong(left.Position,
                $"{source.Name} is {(source.IsArray ? "an array" : "an object")}, which cannot be compared");
        if (right is { Quoted: null, Value.IsNull: true })
        {
            return op is WqlOperator.Equal or WqlOperator.NotEqual
                ? new WqlPredicate.NullTest(source, op == WqlOperator.Equal)
                : throw WqlLexer.Wrong(right.Position, "NULL can only be compared for equality");
        }
        if (op is WqlOperator.Like or WqlOperator.NotLike)
            return Like(source, op, right, always);
        RequireOrder(source, op, left.Position);
        var constant = WqlConstant.Convert(source, right);
        if (always)
            Push(source, op, constant);
        return new WqlComparison(source, op, constant);
    }

    private WqlPredicate Like(WqlSource source, WqlOperator op, WqlOperand right, bool always)
    {
        var text = WqlLexer.Unescape(right.Quoted!, right.Position, like: true);
        if (text.Length > LikePattern.MaxLength)
            throw new WqlException(CimStatus.QuotaViolation, right.Position,
                $"a LIKE pattern longer than {LikePattern.MaxLength} characters");
        var pattern = new LikePattern(text);
        // Tools write LIKE for a name that they have whole.
        if (source.Type == CimType.String && !pattern.HasWildcards && always && op == WqlOperator.Like)
            Push(source, WqlOperator.Equal, text);
        if (source.Type == CimType.String)
            return new WqlPredicate.LikeTest(source, pattern, op == WqlOperator.Like);
        // "If used with a non-string property, the behavior is the same as the '=' operator" ([MS-WMI] 2.2.1.1).
        if (pattern.HasWildcards)
            throw WqlLexer.Wrong(right.Position, $"a pattern for {source.Name}, which is {source.Type}");
        return new WqlComparison(source, op == WqlOperator.Like ? WqlOperator.Equal : WqlOperator.NotEqual,
            WqlConstant.Convert(source, right));
    }

    private static void RequireOrder(WqlSource source, WqlOperator op, int position)
    {
        if (source.Type is CimType.Boolean or CimType.Reference && op is not (WqlOperator.Equal or WqlOperator.NotEqual))
            throw WqlLexer.Wrong(position, $"{source.Name} is {source.Type}, which has no order");
    }

    private WqlSource Bind(WqlOperand operand)
    {
        var source = binder.Bind(operand);
        if (source is WqlSource.Own own)
            Reads.Add(own.Property.Index);
        else if (operand.Path!.Count > 1 && binder.Bind(operand with { Path = [operand.Path[0]] }) is WqlSource.Own outer)
            Reads.Add(outer.Property.Index);
        return source;
    }

    private void Push(WqlSource source, WqlOperator op, CimValue constant)
    {
        if (source is not WqlSource.Own own || constant.Type != source.Type)
            return;
        ConditionOperator? pushed = op switch
        {
            WqlOperator.Equal => ConditionOperator.Equal,
            WqlOperator.Less => ConditionOperator.Less,
            WqlOperator.LessOrEqual => ConditionOperator.LessOrEqual,
            WqlOperator.Greater => ConditionOperator.Greater,
            WqlOperator.GreaterOrEqual => ConditionOperator.GreaterOrEqual,
            _ => null,
        };
        if (pushed is { } known)
            Conditions.Add(new ProviderCondition(own.Property, known, constant));
    }

    private static WqlOperator Mirror(WqlOperator op) => op switch
    {
        WqlOperator.Less => WqlOperator.Greater,
        WqlOperator.Greater => WqlOperator.Less,
        WqlOperator.LessOrEqual => WqlOperator.GreaterOrEqual,
        WqlOperator.GreaterOrEqual => WqlOperator.LessOrEqual,
        _ => op,
    };
}
