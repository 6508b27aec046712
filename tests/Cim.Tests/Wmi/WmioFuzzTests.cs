using Sekimori.Fuzz.Wmi;

namespace Sekimori.Wmi.Tests;

/// <summary>A few of the objects of fuzz/Wmi.Fuzz.</summary>
public class WmioFuzzTests
{
    [Fact]
    public void Mutated_objects_end_in_an_object_or_a_named_fact() =>
        Assert.InRange(WmioFuzz.Run(40_000, 7, WmioSeeds.Own()), 1_000, 39_000);

    [Fact]
    public void Mutated_objects_of_others_end_in_an_object_or_a_named_fact()
    {
        if (WmioSeeds.Shared() is not { Count: > 0 } seeds)
        {
            Assert.Skip("../shared/vectors/wmio is not here");
            return;
        }
        Assert.InRange(WmioFuzz.Run(20_000, 7, seeds), 500, 19_500);
    }
}
