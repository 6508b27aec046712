namespace Sekimori.Posture.Facts;

/// <summary>Where a fact comes from.</summary>
internal enum FactSource
{
    /// <summary>A host's answer to a question without a logon.</summary>
    Wire,

    /// <summary>A host's answer to an account.</summary>
    Logon,

    /// <summary>A file.</summary>
    Offline,

    /// <summary>The settings of a Sekimori server.</summary>
    Self,
}
