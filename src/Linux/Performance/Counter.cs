using Sekimori.Cim.Model;

namespace Sekimori.Linux.Performance;

/// <summary>A counter of a performance class.</summary>
internal sealed record Counter(string Name, CounterKind Kind, CimType Type)
{
    public bool HasBase => Kind is CounterKind.Fraction or CounterKind.Average;

    /// <summary>
    /// Reads "Name:kind:bits" lists: r rate, b busy, i idle, e elapsed, f fraction, a average, none a gauge; 32 or 64 bits.
    /// </summary>
    public static Counter[] List(string text) =>
        [.. text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word =>
    {
        var parts = word.Split(':');
        var kind = parts[1] switch
        {
            "r" => CounterKind.Rate,
            "b" => CounterKind.Busy,
            "i" => CounterKind.Idle,
            "e" => CounterKind.Elapsed,
            "f" => CounterKind.Fraction,
            "a" => CounterKind.Average,
            _ => CounterKind.Gauge,
        };
        return new Counter(parts[0], kind, parts[2] == "32" ? CimType.UInt32 : CimType.UInt64);
    })];
}
