namespace Sekimori.Posture.Facts;

/// <summary>The subjects of <see cref="FactId.Self"/>.</summary>
internal static class SelfFact
{
    /// <summary>Whether a policy decides who may connect.</summary>
    public const string Policy = "policy";

    /// <summary>Whether the policy is enforced.</summary>
    public const string PolicyMode = "policy mode";

    /// <summary>A door's setting that is weaker than the default: "strict", or the value.</summary>
    public const string Door = "door";

    /// <summary>Whether an audit log is kept.</summary>
    public const string Log = "log";

    /// <summary>Whether Sigma rules are evaluated.</summary>
    public const string Detection = "detection";

    /// <summary>Whether accounts are locked after failed logons.</summary>
    public const string Lock = "lock";
}
