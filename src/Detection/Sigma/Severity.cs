namespace Sekimori.Detection.Sigma;

/// <summary>The severity of a match (Sigma's "level").</summary>
public enum Severity : byte
{
    /// <summary>To know, not to act on.</summary>
    Informational,

    /// <summary>Notable, often harmless.</summary>
    Low,

    /// <summary>To be checked: administration and attack do the same here.</summary>
    Medium,

    /// <summary>An attack, unless someone knows better.</summary>
    High,

    /// <summary>An attack that very likely worked.</summary>
    Critical,
}
