using Sekimori.Fuzz.Wmi;
using Sekimori.TestKit;

namespace Sekimori.Wmi.Tests;

/// <summary>A few of the objects of fuzz/Wmi.Fuzz.</summary>
[Trait("Size", "Large")]
public class WmioFuzzTests
{
    private static readonly int Objects = Effort.Of("SEKIMORI_RANDOM_QUERIES", 40_000);

    [Fact]
    public void Mutated_objects_end_in_an_object_or_a_named_fact() =>
        Assert.InRange(WmioFuzz.Run(Objects, 7, WmioSeeds.Own()), Objects / 40, Objects - Objects / 40);

    [Fact]
    public void Mutated_objects_of_others_end_in_an_object_or_a_named_fact()
    {
        if (WmioSeeds.Shared() is not { Count: > 0 } seeds)
        {
            Assert.Skip("../shared/vectors/wmio is not here");
            return;
        }
        Assert.InRange(WmioFuzz.Run(Objects / 2, 7, seeds), Objects / 80, Objects / 2 - Objects / 80);
    }
}
