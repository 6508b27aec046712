using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sekimori.Bench.Guarding;

/// <summary>
/// Runs mapload and wrk against the guarded and the bare server by turns, and prints what each did and the ratio of the medians.
/// </summary>
/// <param name="sources">The folder of mapload.c and post.lua.</param>
/// <param name="seconds">How long each turn is.</param>
internal sealed partial class LiveComparison(string sources, int seconds)
{
    private const string Address = "127.0.0.31";
    private const int Rounds = 7;
    private const double Least = 0.85, LeastWithMap = 0.98;
    private static readonly (int Rpc, int Http) On = (46135, 46985), Off = (46136, 46986), Unmapped = (46137, 46987);
    private readonly string _client = Path.Combine(Path.GetTempPath(), $"mapload-{Environment.ProcessId}");

    public async Task<bool> RunAsync()
    {
        await Process.Start("gcc", ["-O2", "-o", _client, Path.Combine(sources, "mapload.c")]).WaitForExitAsync();
        using var on = Start("on", On);
        using var off = Start("off", Off);
        using var unmapped = Start("unmapped", Unmapped);
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} processors, {Rounds} turns of {seconds} s, each between two of bare; medians");
            var isGood = await CompareAsync("ept_map, one connection", on, off, duration => RpcAsync(On.Rpc, 1, duration), duration =>
                RpcAsync(Off.Rpc, 1, duration));
            isGood &= await CompareAsync("ept_map, eight", on, off, duration => RpcAsync(On.Rpc, 8, duration), duration =>
                RpcAsync(Off.Rpc, 8, duration));
            isGood &= await CompareAsync("WS-Man Get", on, off, duration => HttpAsync(On.Http, duration), duration =>
                HttpAsync(Off.Http, duration));
            isGood &= await CompareAsync("map: ept_map, one", on, unmapped, duration => RpcAsync(On.Rpc, 1, duration), duration =>
                RpcAsync(Unmapped.Rpc, 1, duration), isMap: true);
            isGood &= await CompareAsync("map: ept_map, eight", on, unmapped, duration => RpcAsync(On.Rpc, 8, duration), duration =>
                RpcAsync(Unmapped.Rpc, 8, duration), isMap: true);
            isGood &= await CompareAsync("map: WS-Man Get", on, unmapped, duration => HttpAsync(On.Http, duration), duration =>
                HttpAsync(Unmapped.Http, duration), isMap: true);
            return isGood;
        }
        finally
        {
            on.StandardInput.Close();
            off.StandardInput.Close();
            unmapped.StandardInput.Close();
            await unmapped.WaitForExitAsync();
            await on.WaitForExitAsync();
            await off.WaitForExitAsync();
            File.Delete(_client);
        }
    }

    private async Task<bool> CompareAsync(
        string name, Process on, Process off, Func<int, Task<double>> guarded, Func<int, Task<double>> bare, bool isMap = false)
    {
        double[] with = new double[Rounds], without = new double[Rounds + 1];
        double[] costWith = new double[Rounds], costWithout = new double[Rounds + 1];
        // Turns that do not count: the compiler is at work then, and on a machine that others use as well it takes its time.
        await Turns.WarmAsync(() => guarded(3));
        await Turns.WarmAsync(() => bare(3));
        // Each guarded turn stands between two of bare: a machine that others share has fast and slow minutes.
        (without[0], costWithout[0]) = await MeasureAsync(off, bare);
        for (var i = 0; i < Rounds; i++)
        {
            (with[i], costWith[i]) = await MeasureAsync(on, guarded);
            (without[i + 1], costWithout[i + 1]) = await MeasureAsync(off, bare);
        }
        var ratio = Turns.Ratio(with, without);
        var (first, second, least) = isMap ? ("map on ", "map off", LeastWithMap) : ("guarded", "bare", Least);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-24} {first} {Turns.Median(with),7:0}/s   {second} {Turns.Median(without),7:0}/s   {ratio:0%} (at least {least:0%})" +
            $"   processor time of one: {Turns.Median(costWith):0.0} and {Turns.Median(costWithout):0.0} us"));
        return ratio >= least;
    }

    // The processor time says what the guard costs where other programs take turns on the machine as well.
    private async Task<(double PerSecond, double Microseconds)> MeasureAsync(Process server, Func<int, Task<double>> client)
    {
        server.Refresh();
        var (before, watch) = (server.TotalProcessorTime, Stopwatch.StartNew());
        var rate = await client(seconds);
        // Until the observation has been checked: it belongs to the cost.
        while (true)
        {
            await server.StandardInput.WriteLineAsync();
            if (await server.StandardOutput.ReadLineAsync() is "0" or null) break;
            await Task.Delay(50);
        }
        server.Refresh();
        return (rate, (server.TotalProcessorTime - before).TotalMicroseconds / (rate * seconds));
    }

    private async Task<double> RpcAsync(int port, int processes, int duration)
    {
        using var client = Process.Start(
            new ProcessStartInfo(_client, ["calls", Address, $"{port}", $"{duration}", $"{processes}"]) { RedirectStandardOutput = true })!;
        var output = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return double.Parse(output.TrimEnd().Split(' ')[^1][..^2], CultureInfo.InvariantCulture);
    }

    private async Task<double> HttpAsync(int port, int duration)
    {
        var start = new ProcessStartInfo(
            "wrk", ["-t1", "-c16", $"-d{duration}s", "-s", Path.Combine(sources, "post.lua"), $"http://{Address}:{port}"])
        {
            RedirectStandardOutput = true
        };
        start.Environment["LOAD_BODY"] = Path.Combine(sources, "get-operating-system.xml");
        start.Environment["LOAD_AUTH"] = "Basic "
            + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{LiveServer.Account}:{LiveServer.Password}"));
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException(output);
        return double.Parse(RequestsPerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static Process Start(string mode, (int Rpc, int Http) ports)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [mode, Address, $"{ports.Rpc}", $"{ports.Http}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true
        })!;
        return process.StandardOutput.ReadLine() == "ready" ? process : throw new InvalidOperationException($"{mode} did not start.");
    }


    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RequestsPerSecond();
}
