using Sekimori.Fuzz.Wmi;
using Sekimori.TestKit;

namespace Sekimori.Wmi.Tests;

/// <summary>A few of the requests of fuzz/Wmi.Fuzz.</summary>
public class OrpcFuzzTests
{
    [Fact]
    public async Task Mutated_requests_end_in_an_answer_or_a_fault()
    {
        var requests = Effort.Of("SEKIMORI_RANDOM_QUERIES", 40_000);
        Assert.InRange(await OrpcFuzz.RunAsync(requests, 7), requests / 40, requests - requests / 40);
    }
}
