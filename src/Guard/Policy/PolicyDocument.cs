namespace Sekimori.Guard.Policy;

/// <summary>A policy as it was written.</summary>
internal sealed record PolicyDocument
{
    /// <summary>The file that it was read from, for messages.</summary>
    public string File { get; init; } = "";

    /// <summary>The verdict if no rule decides.</summary>
    public PolicyAction Default { get; init; } = PolicyAction.Deny;

    /// <summary>What the audit log holds of verdicts whose rule does not say.</summary>
    public AuditDemand Audit { get; init; } = AuditDemand.Line;

    /// <summary>True if calls are denied while the audit log cannot be written; false if they continue with a critical log line.</summary>
    public bool RefusesWithoutAudit { get; init; } = true;

    /// <summary>True if verdicts are only recorded, and everything is allowed.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The rules; the first that matches decides.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }
}
