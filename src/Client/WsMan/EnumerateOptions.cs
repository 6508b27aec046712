namespace Sekimori.Client.WsMan;

/// <summary>What an enumeration returns.</summary>
public sealed record EnumerateOptions
{
    /// <summary>A WQL query, or null for every instance.</summary>
    public string? Wql { get; init; }

    /// <summary>Selectors that instances must match, instead of a query.</summary>
    public IReadOnlyList<Sekimori.WsMan.Addressing.Selector> Selectors { get; init; } = [];

    /// <summary>Items per request.</summary>
    public int BatchSize { get; init; } = 100;
}
