using Microsoft.Extensions.Logging;

namespace Sekimori.Gate.Settings;

/// <summary>What is logged, and how: one line for each event, on standard error.</summary>
internal sealed record LogSettings
{
    /// <summary>JSON for programs instead of lines for people.</summary>
    public bool Json { get; init; }

    /// <summary>The least level that is written.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;
}
