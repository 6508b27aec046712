namespace Sekimori.Detection.Matching;

/// <summary>True, false, or not known yet (Kleene's logic).</summary>
public enum Truth : byte
{
    /// <summary>False, whatever else may come.</summary>
    No,

    /// <summary>It depends on what is not known.</summary>
    Unknown,

    /// <summary>True, whatever else may come.</summary>
    Yes,
}
