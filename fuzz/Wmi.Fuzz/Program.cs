using System.Diagnostics;
using System.Globalization;
using Sekimori.Fuzz.Wmi;

// Wmi.Fuzz [requests] [COUNT] [SEED]: mutated objects of WMI through the decoder, then as many mutated requests to DCOM and WMI, or the
// requests alone. Ends with 1 at the first exception, or where memory has gone past the bound.
const long Bound = 512L << 20;
var isRequestsAlone = args is ["requests", ..];
if (isRequestsAlone) args = args[1..];
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
IReadOnlyList<byte[]> seeds = [.. WmioSeeds.Own(), .. WmioSeeds.Shared()];
long most = 0;
try
{
    if (!isRequestsAlone)
        await PassAsync($"objects of {seeds.Count}", "decoded", (inputs, at) => Task.FromResult(WmioFuzz.Run(inputs, at, seeds)));
    await PassAsync("requests", "answered", OrpcFuzz.RunAsync);
}
catch (InvalidOperationException wrong)
{
    Console.WriteLine($"seed {seed}: {wrong}");
    return 1;
}
return most <= Bound ? 0 : 1;

// In portions: what one leaves behind in memory shows in the next.
async Task PassAsync(string what, string ended, Func<int, int, Task<int>> run)
{
    var watch = Stopwatch.StartNew();
    long good = 0;
    for (var done = 0; done < count; done += 100_000)
    {
        good += await run(Math.Min(100_000, count - done), seed + done);
        most = Math.Max(most, Process.GetCurrentProcess().WorkingSet64);
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"seed {seed}: {count:N0} {what} in {watch.Elapsed.TotalSeconds:N0} s: no foreign exception; {good:N0} {ended}; " +
        $"process {most >> 20} MiB at most (bound {Bound >> 20} MiB)"));
}
