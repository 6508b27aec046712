using Sekimori.App.Map;
using Sekimori.Detection.Sigma;

namespace Sekimori.App.Watch;

/// <summary>The options of `sekimori watch`.</summary>
internal sealed record WatchOptions
{
    public required string[] Files { get; init; }

    public required string[] RuleFiles { get; init; }

    public required bool HasRules { get; init; }

    public required Severity Least { get; init; }

    public MapFormat? Map { get; init; }

    public string? Output { get; init; }

    public string? Learn { get; init; }

    public string? Against { get; init; }
}
