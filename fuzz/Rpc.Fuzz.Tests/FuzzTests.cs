using System.Globalization;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>
/// Any bytes, to the server's and the client's core. SEKIMORI_FUZZ_SECONDS, SEKIMORI_FUZZ_INPUTS and SEKIMORI_FUZZ_SEED set how long and
/// from where.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    /// <summary>How many inputs are tried at least, however slow the machine is.</summary>
    private const int Least = 200;

    [Fact]
    public void Any_stream_ends_in_events_and_named_facts_however_it_is_cut()
    {
        var seconds = Setting("SEKIMORI_FUZZ_SECONDS", 3);
        var inputs = Setting("SEKIMORI_FUZZ_INPUTS", long.MaxValue);
        var seed = (int)Setting("SEKIMORI_FUZZ_SEED", Environment.TickCount & 0xffffff);
        var fuzzer = new Fuzzer();
        string Summary() =>
            $"seed {seed}: {fuzzer.Inputs} inputs, {fuzzer.Courses} different courses, at most {fuzzer.MostAllocated} bytes allocated " +
            $"for one";
        var finding = fuzzer.Run(seed, inputs, TimeSpan.FromSeconds(inputs == long.MaxValue ? seconds : 86_400), _ =>
            Console.WriteLine(Summary()));
        // A machine that has much else to do tries little in that time.
        if (finding is null && fuzzer.Inputs < Least) finding = fuzzer.Run(seed + 1, Least, TimeSpan.FromMinutes(5));
        var summary = Summary();
        output.WriteLine(summary);
        Console.WriteLine(summary);
        Assert.True(finding is null, $"{summary}\n{finding}");
        Assert.True(fuzzer.Inputs >= Math.Min(inputs, Least), "Hardly anything was tried.");
    }

    [Fact]
    public void What_was_recorded_goes_through_unchanged()
    {
        foreach (var exchange in Exchange.All("Recorded"))
        {
            foreach (var client in new[] { false, true })
            {
                byte[] stream = [.. exchange.Of(client: !client).SelectMany(pdu => pdu)];
                Assert.Null(new Fuzzer().Check(client, stream, 0));
            }
        }

        var mapped = Exchange.All("Recorded").Single(exchange => exchange.Name.Contains("mapper-map", StringComparison.Ordinal))
            .Of(client: true).SelectMany(pdu => pdu).ToArray();
        Assert.Contains("call 3", ServerRun.Run(mapped, [mapped.Length]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_found_once_is_not_found_again()
    {
        foreach (var exchange in Exchange.All("Regressions"))
        {
            foreach (var (fromClient, bytes) in exchange.Pdus) Assert.True(
                new Fuzzer().Check(client: !fromClient, bytes, 0) is null, exchange.Name);
        }
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
