namespace Sekimori.Wmi.Wmio;

/// <summary>What a decoder of [MS-WMIO] objects accepts at most.</summary>
internal sealed record WmioLimits
{
    /// <summary>
    /// The size of one object in bytes. The largest class of Windows Server 2019 that was measured has 22 KB; a row with long texts has
    /// less.
    /// </summary>
    public int MaxBytes { get; init; } = 1 << 20;

    /// <summary>
    /// How deeply objects and method signatures may contain each other: each level costs stack. An event that holds an instance that holds
    /// another has three.
    /// </summary>
    public int MaxDepth { get; init; } = 12;

    /// <summary>The properties of a class. The order of declaration has 16 bits; the largest class of Windows has some 200.</summary>
    public int MaxProperties { get; init; } = 2_048;

    /// <summary>The methods of a class. The largest class of Windows has some 60.</summary>
    public int MaxMethods { get; init; } = 1_024;

    /// <summary>The superclasses of a class. CIM's longest line has 8.</summary>
    public int MaxSuperclasses { get; init; } = 64;

    /// <summary>
    /// How often each byte of an object may be read on average. Items of a heap belong to one reference each (2.2.66), so that one is
    /// enough for every legal object; without a bound, references to one item would multiply it.
    /// </summary>
    public int MaxReadings { get; init; } = 2;
}
