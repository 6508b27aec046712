namespace Sekimori.Posture.Facts;

/// <summary>The subjects of <see cref="FactId.Self"/>.</summary>
internal static class SelfFact
{
    /// <summary>Whether a policy decides who may connect.</summary>
    public const string Policy = "policy";

    /// <summary>What `policy check` finds in the policy: "nothing", or the line and the first message.</summary>
    public const string PolicyLint = "policy check";

    /// <summary>What wraps the keys of stored secrets: "wrapped" or "file permissions only".</summary>
    public const string Secrets = "secrets";

    /// <summary>The end of support of a part, ISO 8601; the part's name follows.</summary>
    public const string Support = "support";

    /// <summary>The day of a table of ours, ISO 8601; its name follows.</summary>
    public const string Table = "table";

    /// <summary>A fault of the server's own certificate, "certificate T06": "good", or what is wrong.</summary>
    public const string Certificate = "certificate";

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
