namespace Sekimori.Guard.Policy;

/// <summary>What a rule does with what it matches.</summary>
public enum PolicyAction : byte
{
    /// <summary>Lets it pass.</summary>
    Allow,

    /// <summary>Refuses it, with the rule's status.</summary>
    Deny,

    /// <summary>Lets it pass within a rate and a number at a time, and refuses the rest.</summary>
    Limit,

    /// <summary>Marks it for the audit log; the rules below decide.</summary>
    Audit,
}
