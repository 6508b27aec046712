namespace Sekimori.Gate.Settings;

/// <summary>Whose identity the gate logs on with at a target.</summary>
internal enum TargetIdentity
{
    /// <summary>It does not: bytes pass, and the caller logs on there itself.</summary>
    Caller,

    /// <summary>A stored logon, the same for every caller.</summary>
    Vault,

    /// <summary>The caller's, who has logged on by Kerberos: its ticket for the gate is the evidence ([MS-SFU] 1.3.2, S4U2proxy).</summary>
    Delegate,

    /// <summary>
    /// As <see cref="Delegate"/>; for callers who have logged on otherwise, by the gate's word alone ([MS-SFU] 1.3.1, S4U2self).
    /// </summary>
    Transition,
}
