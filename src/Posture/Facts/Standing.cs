namespace Sekimori.Posture.Facts;

/// <summary>Whether a value is in use, or is what a policy wants.</summary>
internal enum Standing
{
    /// <summary>The value that the host uses, as far as this source shows.</summary>
    Effective,

    /// <summary>A policy sets it: it is in use where the policy applies.</summary>
    Policy,

    /// <summary>A policy removes it: the host's own value or its default counts.</summary>
    Removed,
}
