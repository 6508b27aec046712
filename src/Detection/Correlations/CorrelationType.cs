namespace Sekimori.Detection.Correlations;

/// <summary>What a correlation counts (Sigma's correlation types).</summary>
internal enum CorrelationType : byte
{
    /// <summary>Events.</summary>
    EventCount,

    /// <summary>Different values of fields.</summary>
    ValueCount,

    /// <summary>Different rules, in any order.</summary>
    Temporal,

    /// <summary>Different rules, in the order in which they are named.</summary>
    TemporalOrdered,

    /// <summary>The sum of a field.</summary>
    ValueSum,

    /// <summary>The mean of a field.</summary>
    ValueAverage,
}
