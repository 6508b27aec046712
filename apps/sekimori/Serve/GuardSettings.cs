namespace Sekimori.App.Serve;

/// <summary>The guard: who may pass, what is written down, what is an attack, who is told.</summary>
internal sealed record GuardSettings
{
    /// <summary>The policy file, which is watched; null: the allow list is the policy.</summary>
    public string? Policy { get; init; }

    /// <summary>True where the server may be open to public addresses without a policy.</summary>
    public bool WithoutPolicy { get; init; }

    public AuditSettings Audit { get; init; } = new();

    public DetectionSettings Detection { get; init; } = new();

    public MetricsSettings Metrics { get; init; } = new();
}
