namespace Sekimori.Guard.Policy;

/// <summary>What the policy says.</summary>
/// <param name="IsAllowed">True if it may continue.</param>
/// <param name="Rule">The rule that decided; null if none did and the policy's default applies, or if nothing is decided yet.</param>
/// <param name="Status">The status of a denial: a Win32 error, which RPC sends as a fault and WS-Management as the code of a
/// WSManFault.</param>
/// <param name="Audit">What the audit log must contain.</param>
/// <param name="WouldDeny">True if a policy in audit-only mode would have denied it.</param>
/// <param name="Request">The number of the request for approval that this is about; 0 if there is none.</param>
internal readonly record struct Verdict(
    bool IsAllowed, PolicyRule? Rule, uint Status, AuditDemand Audit, bool WouldDeny = false, long Request = 0)
{
    /// <summary>ERROR_ACCESS_DENIED ([MS-ERREF] 2.2).</summary>
    public const uint AccessDenied = 5;

    /// <summary>The deciding rule's name, or "default".</summary>
    public string RuleName => Rule?.Name ?? "default";
}
