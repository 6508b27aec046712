namespace Sekimori.Posture.Checks;

/// <summary>The language of a report.</summary>
internal enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Japanese.</summary>
    Japanese,
}
