namespace Sekimori.Linux.Performance;

/// <summary>
/// One instance's raw values: by the counter's name the value, and the base of those that have one. A missing counter is not known.
/// </summary>
internal sealed class CounterRow(string name)
{
    public string Name => name;

    /// <summary>
    /// The clock's ticks when these values were read, where reading all instances takes a while; null for the sample's own.
    /// </summary>
    public long? Timestamp { get; init; }

    public Dictionary<string, (ulong Value, ulong Base)> Values { get; } = new(StringComparer.Ordinal);

    public ulong? this[string counter]
    {
        set
        {
            if (value is { } known)
                Values[counter] = (known, 0);
        }
    }

    public void Set(string counter, ulong? value, ulong? @base)
    {
        if (value is { } known && @base is { } whole)
            Values[counter] = (known, whole);
    }
}
