namespace Sekimori.Storage.Map;

/// <summary>Which part of the service map is asked for. What is null is no condition.</summary>
internal sealed record MapQuery
{
    /// <summary>Edges seen at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Edges seen before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What this host counted; for a database that several servers share.</summary>
    public string? Host { get; init; }
}
