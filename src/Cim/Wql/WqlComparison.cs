using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>
/// A comparison with a constant that the compiler has found comparable. One with null is unknown, and so is its negation.
/// </summary>
internal sealed class WqlComparison(WqlSource source, WqlOperator op, CimValue constant) : WqlPredicate
{
    private const int CharactersAStep = 16;
    private const int StepsAReference = 64;

    public override bool Matches(in WqlRow row)
    {
        row.Budget.Spend(source.Cost);
        var value = source.Read(row);
        if (value.IsNull)
            return false;
        // Equal texts are compared to their ends, some sixteen characters at a time.
        if (value.AsString is { Length: > CharactersAStep } text)
            row.Budget.Spend(text.Length / CharactersAStep);
        if (value.AsReference is not null)
        {
            row.Budget.Spend(StepsAReference);
            return value.KeyEquals(constant) == (op == WqlOperator.Equal);
        }
        return Compare(value, constant) is { } order && op switch
        {
            WqlOperator.Equal => order == 0,
            WqlOperator.NotEqual => order != 0,
            WqlOperator.Less => order < 0,
            WqlOperator.GreaterOrEqual => order >= 0,
            WqlOperator.Greater => order > 0,
            _ => order <= 0,
        };
    }

    /// <summary>Less than, equal to or greater than zero; null if the values have no order.</summary>
    public static int? Compare(CimValue a, CimValue b)
    {
        if (a.AsString is { } text)
            return b.AsString is { } other ? string.Compare(text, other, StringComparison.OrdinalIgnoreCase) : null;
        if (a.IsInteger && b.IsInteger)
            return Wide(a).CompareTo(Wide(b));
        if (a.IsReal || b.IsReal)
            return a.IsReal ? (b.IsReal ? Real(a.AsReal, b.AsReal) : -Mixed(b, a.AsReal)) : Mixed(a, b.AsReal);
        if (a.AsDateTime is { } time)
            return b.AsDateTime is { } when && when.IsInterval == time.IsInterval ? time.CompareTo(when) : null;
        return a.Type == b.Type && a.Type is CimType.Boolean or CimType.Char16 ? a.AsInt64.CompareTo(b.AsInt64) : null;
    }

    private static Int128 Wide(CimValue value) => value.Type == CimType.UInt64 ? value.AsUInt64 : value.AsInt64;

    private static int? Real(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);

    // Exact: a double holds no 64-bit integer past 2^53, so the integer is not made one.
    private static int? Mixed(CimValue integer, double real)
    {
        if (!integer.IsInteger || double.IsNaN(real))
            return null;
        if (Math.Abs(real) >= 36893488147419103232.0) // 2^65: past every 64-bit integer
            return real > 0 ? -1 : 1;
        var floor = Math.Floor(real);
        var order = Wide(integer).CompareTo((Int128)floor);
        return order != 0 ? order : real > floor ? -1 : 0;
    }
}
