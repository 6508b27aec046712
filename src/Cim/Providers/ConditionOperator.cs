namespace Sekimori.Cim.Providers;

/// <summary>The comparisons that are pushed down.</summary>
public enum ConditionOperator
{
    /// <summary>Equal; strings without case.</summary>
    Equal,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,
}
