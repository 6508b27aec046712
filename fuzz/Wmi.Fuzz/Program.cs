using System.Diagnostics;
using System.Globalization;
using Sekimori.Fuzz.Wmi;

// Wmi.Fuzz [OBJECTS] [SEED]: mutated objects of WMI through the decoder, then as many mutated requests to DCOM and WMI. Ends with 1 at the
// first exception, or where memory has gone past the bound.
const long Bound = 512L << 20;
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5_000_000;
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
IReadOnlyList<byte[]> seeds = [.. WmioSeeds.Own(), .. WmioSeeds.Shared()];
var watch = Stopwatch.StartNew();
long most = 0, decoded = 0;
try
{
    for (var done = 0; done < count; done += 100_000)
    {
        decoded += WmioFuzz.Run(Math.Min(100_000, count - done), seed + done, seeds);
        most = Math.Max(most, Process.GetCurrentProcess().WorkingSet64);
    }
}
catch (InvalidOperationException wrong)
{
    Console.WriteLine($"seed {seed}: {wrong}");
    return 1;
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"seed {seed}: {count:N0} objects of {seeds.Count} in {watch.Elapsed.TotalSeconds:N0} s: no foreign exception; {decoded:N0} decoded; " +
    $"process {most >> 20} MiB at most (bound {Bound >> 20} MiB)"));
watch.Restart();
long answered = 0;
try
{
    for (var done = 0; done < count; done += 100_000)
    {
        answered += await OrpcFuzz.RunAsync(Math.Min(100_000, count - done), seed + done);
        most = Math.Max(most, Process.GetCurrentProcess().WorkingSet64);
    }
}
catch (InvalidOperationException wrong)
{
    Console.WriteLine($"seed {seed}: {wrong}");
    return 1;
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"seed {seed}: {count:N0} requests in {watch.Elapsed.TotalSeconds:N0} s: no foreign exception; {answered:N0} answered; " +
    $"process {most >> 20} MiB at most (bound {Bound >> 20} MiB)"));
return most <= Bound ? 0 : 1;
