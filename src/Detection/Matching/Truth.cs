namespace Sekimori.Detection.Matching;

/// <summary>True, false, or not known yet (Kleene's logic).</summary>
internal enum Truth : byte
{
    /// <summary>False, whatever the unknown values are.</summary>
    No,

    /// <summary>It depends on values that are not known.</summary>
    Unknown,

    /// <summary>True, whatever the unknown values are.</summary>
    Yes,
}
