namespace Sekimori.Posture.Evaluation;

/// <summary>How a check of a host ended. What was not seen is never a pass.</summary>
internal enum Outcome
{
    /// <summary>The host is protected in this respect.</summary>
    Pass,

    /// <summary>It is not: a finding.</summary>
    Fail,

    /// <summary>The question does not arise on this host.</summary>
    NotApplicable,

    /// <summary>Nothing was seen that answers the question: a closed port, no file, no logon.</summary>
    NotSeen,

    /// <summary>The question was asked, and something went wrong.</summary>
    Error,
}
