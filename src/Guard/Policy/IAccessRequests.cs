namespace Sekimori.Guard.Policy;

/// <summary>What approvers have been asked, and what they said.</summary>
internal interface IAccessRequests
{
    /// <summary>Whether a caller may do what a rule asks about. If nobody has decided yet, it is requested.</summary>
    /// <param name="rule">The rule, with its approvers.</param>
    /// <param name="facts">Who wants it, and what.</param>
    /// <param name="mayRequest">False to look only.</param>
    AskAnswer Ask(PolicyRule rule, in PolicyFacts facts, bool mayRequest);
}
