namespace Sekimori.Guard.Policy;

/// <summary>How much the audit log is to hold of a verdict.</summary>
internal enum AuditDemand : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A line, written soon.</summary>
    Line,

    /// <summary>A record that is durable before the answer is sent.</summary>
    Required,
}
