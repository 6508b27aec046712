namespace Sekimori.Posture.Checks;

/// <summary>How a setting's value is compared.</summary>
internal enum ConditionKind
{
    /// <summary>Equal.</summary>
    Is,

    /// <summary>Not equal.</summary>
    IsNot,

    /// <summary>A number that is not smaller.</summary>
    Least,

    /// <summary>A number that is not larger.</summary>
    Most,

    /// <summary>A number that has these bits.</summary>
    Bits,

    /// <summary>Nothing.</summary>
    Empty,
}
