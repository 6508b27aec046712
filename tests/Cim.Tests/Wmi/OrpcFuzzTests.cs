using Sekimori.Fuzz.Wmi;

namespace Sekimori.Wmi.Tests;

/// <summary>A few of the requests of fuzz/Wmi.Fuzz.</summary>
public class OrpcFuzzTests
{
    [Fact]
    public async Task Mutated_requests_end_in_an_answer_or_a_fault() =>
        Assert.InRange(await OrpcFuzz.RunAsync(40_000, 7), 1_000, 39_000);
}
