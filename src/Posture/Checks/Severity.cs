namespace Sekimori.Posture.Checks;

/// <summary>How much a finding matters.</summary>
internal enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>A small exposure.</summary>
    Low,

    /// <summary>A weakness that helps an attacker who has something else already.</summary>
    Medium,

    /// <summary>A way in, or a way to somebody's password.</summary>
    High,

    /// <summary>Anybody who reaches the port controls the host.</summary>
    Critical,
}
