namespace Sekimori.Storage.Map;

/// <summary>What a server's service map works with.</summary>
internal sealed record ServiceMapWriterOptions
{
    /// <summary>Opens the store; called again when it was out of reach.</summary>
    public required Func<CancellationToken, Task<IServiceMapStore>> OpenAsync { get; init; }

    /// <summary>The name under which this host's edges are kept.</summary>
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>How long a minute is kept.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Rows of the store: 2 million are some 150 MB. Beyond, the minutes of the oldest days are joined.</summary>
    public long RowLimit { get; init; } = 2_000_000;

    /// <summary>
    /// From a call to its minute in the store: what a power failure or kill -9 can lose. A batch is one write to the disk.
    /// </summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Called when the store cannot be used, with the reason, and with null when it can again. Must not wait.</summary>
    public Action<Exception?>? StateChanged { get; init; }
}
