using Sekimori.Cim.Model;

namespace Sekimori.Linux.Performance;

/// <summary>A counter of a performance class.</summary>
internal sealed record Counter(string Name, CounterKind Kind, CimType Type)
{
    public bool HasBase => Kind is CounterKind.Fraction or CounterKind.Average or CounterKind.AverageTime or CounterKind.Precise;

    /// <summary>The base of an average counts operations, in 32 bits; that of a share is as large as the value.</summary>
    public CimType BaseType => Kind is CounterKind.Average or CounterKind.AverageTime ? CimType.UInt32 : Type;

    /// <summary>The counter's type as Windows numbers it, for tools that compute with raw values (winperf.h).</summary>
    public int WindowsType => Kind switch
    {
        CounterKind.Rate => Type == CimType.UInt32 ? 0x10410400 : 0x10410500,
        CounterKind.Busy => 0x20510500,
        CounterKind.Idle => 0x21510500,
        CounterKind.Elapsed => 0x30240500,
        CounterKind.Fraction => 0x20020400,
        CounterKind.Average => 0x40020500,
        CounterKind.AverageTime => 0x30020400,
        CounterKind.Precise => 0x20570500,
        CounterKind.Queue => 0x00550500,
        _ => Type == CimType.UInt32 ? 0x00010000 : 0x00010100,
    };

    /// <summary>The type of its base.</summary>
    public int WindowsBaseType => Kind switch
    {
        CounterKind.Fraction => 0x40030403,
        CounterKind.Precise => 0x40030500,
        _ => 0x40030402,
    };

    /// <summary>
    /// Reads "Name:kind:bits" lists: r rate, b busy, i idle, p precise, q queue, e elapsed, f fraction, a average, t average time, none a
    /// gauge; 32 or 64 bits.
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
            "t" => CounterKind.AverageTime,
            "p" => CounterKind.Precise,
            "q" => CounterKind.Queue,
            _ => CounterKind.Gauge,
        };
        return new Counter(parts[0], kind, parts[2] == "32" ? CimType.UInt32 : CimType.UInt64);
    })];
}
