namespace Sekimori.Guard.Policy;

/// <summary>How much the audit log is to hold of a verdict.</summary>
public enum AuditDemand : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A line, written soon.</summary>
    Line,

    /// <summary>A line that is durable before the answer leaves.</summary>
    Required,
}
