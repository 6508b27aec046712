using System.Globalization;
using System.Text;
using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>
/// Writes a query that was read: what goes on to another host is what was evaluated, however it was spelled ([MS-WMI] 2.2.1.1).
/// </summary>
internal static class WqlPrinter
{
    /// <summary>Writes a SELECT.</summary>
    /// <param name="query">The query.</param>
    /// <param name="isWhole">True for all properties, whatever the query names.</param>
    public static string Print(WqlQuery.Select query, bool isWhole = false)
    {
        var text = new StringBuilder("SELECT ");
        if (isWhole || query.Properties.Count == 0) text.Append('*');
        else text.AppendJoin(", ", query.Properties.Select(property => string.Join('.', property.Path!)));
        text.Append(" FROM ").Append(query.ClassName);
        if (query.Within is { } within) text.Append(" WITHIN ").Append(within.ToString("0.###", CultureInfo.InvariantCulture));
        if (query.Where is not { } where) return text.ToString();
        text.Append(" WHERE ");
        Append(text, where, false);
        return text.ToString();
    }

    /// <summary>Writes ASSOCIATORS OF or REFERENCES OF.</summary>
    /// <param name="query">The query.</param>
    /// <param name="path">The object, as the other host knows it.</param>
    public static string Print(WqlQuery.Related query, CimObjectPath path)
    {
        var text = new StringBuilder(query.References ? "REFERENCES OF {" : "ASSOCIATORS OF {").Append(path.ToRelativeString()).Append('}');
        var clauses = new StringBuilder();
        Clause(clauses, "AssocClass", query.AssocClass);
        Clause(clauses, "ResultClass", query.ResultClass);
        Clause(clauses, "Role", query.Role);
        Clause(clauses, "ResultRole", query.ResultRole);
        Clause(clauses, "RequiredQualifier", query.RequiredQualifier);
        Clause(clauses, "RequiredAssocQualifier", query.RequiredAssocQualifier);
        if (query.KeysOnly) clauses.Append(" KeysOnly");
        if (query.ClassDefsOnly) clauses.Append(" ClassDefsOnly");
        if (query.SchemaOnly) clauses.Append(" SchemaOnly");
        return clauses.Length == 0 ? text.ToString() : text.Append(" WHERE").Append(clauses).ToString();
    }

    private static void Clause(StringBuilder text, string name, string? value)
    {
        if (value is not null) text.Append(' ').Append(name).Append(" = ").Append(value);
    }

    // As deep as the parser read it (MaxQueryDepth).
    private static void Append(StringBuilder text, WqlCondition condition, bool isInner)
    {
        switch (condition)
        {
            case WqlCondition.And and: AppendParts(text, and.Parts, " AND ", isInner); break;
            case WqlCondition.Or or: AppendParts(text, or.Parts, " OR ", isInner); break;
            case WqlCondition.Not not:
                text.Append("NOT ");
                Append(text, not.Part, true);
                break;
            case WqlCondition.IsNull isNull:
                AppendOperand(text, isNull.Operand, false);
                text.Append(isNull.Negated ? " IS NOT NULL" : " IS NULL");
                break;
            case WqlCondition.Isa isa:
                AppendOperand(text, isa.Operand, false);
                text.Append(" ISA ").Append(Quoted(isa.ClassName));
                break;
            case WqlCondition.Comparison comparison:
                var isLike = comparison.Operator is WqlOperator.Like or WqlOperator.NotLike;
                // The grammar of 2.2.1 has NOT before a condition alone.
                if (comparison.Operator == WqlOperator.NotLike) text.Append("NOT ");
                AppendOperand(text, comparison.Left, isLike);
                text.Append(Sign(comparison.Operator));
                AppendOperand(text, comparison.Right, isLike);
                break;
        }
    }

    private static void AppendParts(StringBuilder text, IReadOnlyList<WqlCondition> parts, string between, bool isInner)
    {
        if (isInner) text.Append('(');
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) text.Append(between);
            Append(text, parts[i], true);
        }
        if (isInner) text.Append(')');
    }

    private static void AppendOperand(StringBuilder text, WqlOperand operand, bool isLike)
    {
        if (operand.Path is { } path) text.AppendJoin('.', path);
        else if (operand.Quoted is { } raw) text.Append(Quoted(WqlLexer.Unescape(raw, operand.Position, isLike)));
        else if (operand.Value.IsNull) text.Append("NULL");
        else if (operand.Value.Type == CimType.Boolean) text.Append(operand.Value.AsBoolean ? "TRUE" : "FALSE");
        else text.Append(operand.Value.ToString());
    }

    // 2.2.1: the backslash escapes itself and quotes. Double quotes, whatever the sender used.
    private static string Quoted(string value) =>
        "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string Sign(WqlOperator sign) => sign switch
    {
        WqlOperator.Equal => " = ",
        WqlOperator.NotEqual => " <> ",
        WqlOperator.Less => " < ",
        WqlOperator.GreaterOrEqual => " >= ",
        WqlOperator.Greater => " > ",
        WqlOperator.LessOrEqual => " <= ",
        _ => " LIKE ",
    };
}
