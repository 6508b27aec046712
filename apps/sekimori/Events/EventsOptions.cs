using Sekimori.Detection.Sigma;

namespace Sekimori.App.Events;

/// <summary>The options of `sekimori events`.</summary>
internal sealed record EventsOptions
{
    public required string[] Files { get; init; }

    public required string[] RuleFiles { get; init; }

    public required bool HasRules { get; init; }

    public required Severity Least { get; init; }
}
