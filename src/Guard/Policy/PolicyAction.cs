namespace Sekimori.Guard.Policy;

/// <summary>The action of a rule on what it matches.</summary>
internal enum PolicyAction : byte
{
    /// <summary>Lets it pass.</summary>
    Allow,

    /// <summary>Refuses it, with the rule's status.</summary>
    Deny,

    /// <summary>Allows it within a rate and a number at a time, and denies the rest.</summary>
    Limit,

    /// <summary>Marks it for the audit log; later rules decide.</summary>
    Audit,

    /// <summary>Denies it, and asks the approvers: once one of them has approved, it is allowed for a time.</summary>
    Ask,
}
