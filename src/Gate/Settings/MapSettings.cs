namespace Sekimori.Gate.Settings;

/// <summary>How the service map of this server is kept.</summary>
internal sealed record MapSettings
{
    /// <summary>False for none at all.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>How long a minute is kept. A quarter of a year: services that run once a month are seen three times.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(90);

    /// <summary>A baseline file: edges that it does not hold raise an alert. Null: none do.</summary>
    public string? Baseline { get; init; }
}
