using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sekimori.App.Tests.Posture;
using Sekimori.TestKit;

namespace Sekimori.Bench.Posture;

/// <summary>Audits of many loopback hosts with the program itself; see `run`.</summary>
internal static class Program
{
    private const double LeastOfFloor = 0.5;
    private static readonly string Audit = Path.Combine(AppContext.BaseDirectory, "sekimori");

    public static async Task<int> Main(string[] arguments) => arguments switch
    {
        ["single", var hosts, var folder] => await SingleAsync(Number(hosts), folder),
        ["shared", var hosts, var folder, var database, .. var restart] => await SharedAsync(Number(hosts), folder, database, restart),
        _ => Usage(),
    };

    private static int Usage()
    {
        Console.Error.WriteLine("single HOSTS FOLDER | shared HOSTS FOLDER DATABASE-FILE RESTART-COMMAND…");
        return 2;
    }

    /// <summary>One run, whole; then one that is killed at 40 % and taken up again; then the quick question.</summary>
    private static async Task<int> SingleAsync(int hosts, string folder)
    {
        using var fleet = new LoopbackFleet(hosts);
        var targets = WriteHosts(folder, hosts);
        var store = Path.Combine(folder, "whole.db");
        var (time, memory, code) = await RunAsync(fleet, () => false,
            [.. Run(fleet, targets), "--store", store, "--format", "json", "--output", Path.Combine(folder, "whole.json")]);
        var isExact = Check(folder, "whole.json", hosts);
        var once = fleet.Asked.Count(times => times == 1);
        Say($"| whole run of {hosts} hosts | {time:0.0} s | {memory} MB | {(isExact && code == 0 ? "counts exact" : "WRONG")}, "
            + $"{once} hosts asked once |");

        using var second = new LoopbackFleet(hosts);
        store = Path.Combine(folder, "killed.db");
        var (first, _, _) = await RunAsync(second, () => second.HostsAsked >= hosts * 2 / 5,
            [.. Run(second, targets), "--store", store, "--format", "json", "--output", Path.Combine(folder, "first.json")]);
        var asked = second.HostsAsked;
        var (rest, most, end) = await RunAsync(second, () => false, ["audit", "run", "--resume", "last", "--store", store, "--fail-on",
            "never", "--format", "json", "--output", Path.Combine(folder, "killed.json")]);
        var isSame = Check(folder, "killed.json", hosts);
        var twice = second.Asked.Count(times => times > 1);
        Say($"| killed at {100 * asked / hosts} % and taken up again | {first + rest:0.0} s | {most} MB | "
            + $"{(isSame && end == 0 ? "counts exact" : "WRONG")}, {twice} hosts were being asked when it died and were asked again |");

        var floor = double.MaxValue;
        // The first one compiles.
        for (var turn = 0; turn < 3; turn++) floor = Math.Min(floor, await FloorAsync(fleet, hosts));
        Say($"| floor: connect, reset, {hosts} addresses, 64 at once | {floor:0.0} s | | {hosts / floor:0} a second |");
        // Three doors where nobody listens: what the program takes for the question that comes first, its report included.
        var (quick, occupied, asking) = await RunAsync(
            fleet, () => false, [.. Run(targets, 1, 2, 3), "--output", Path.Combine(folder, "quick")]);
        var ratio = 3 * floor / quick;
        Say($"| quick question: three closed doors of each host | {quick:0.0} s | {occupied} MB | {3 * hosts / quick:0} a second, "
            + string.Create(CultureInfo.InvariantCulture, $"{ratio:0%} of the floor (at least {LeastOfFloor:0%}) |"));
        return isExact && isSame && code == 0 && end == 0 && once == hosts && twice <= 64 && asking == 0 && ratio >= LeastOfFloor ? 0 : 1;
    }

    /// <summary>Three workers; the first is killed at a third, and the database restarts at half.</summary>
    private static async Task<int> SharedAsync(int hosts, string folder, string database, string[] restart)
    {
        using var fleet = new LoopbackFleet(hosts);
        var targets = WriteHosts(folder, hosts);
        var watch = Stopwatch.StartNew();
        if (await EndAsync(Start([.. Run(fleet, targets), "--database-file", database, "--queue"])) != 0) return 1;
        string[] worker = ["audit", "worker", "--database-file", database, "--run", "last", "--drain"];
        var workers = Enumerable.Range(0, 3).Select(_ => Start(worker)).ToList();
        var watching = new SharedWatch(await File.ReadAllTextAsync(database), [.. workers.Skip(1).Select(one => one.Id)]);
        watching.Begin();
        await UntilAsync(() => fleet.HostsAsked >= hosts / 3 || workers.TrueForAll(one => one.HasExited));
        workers[0].Kill();
        await UntilAsync(() => fleet.HostsAsked >= hosts / 2 || workers.TrueForAll(one => one.HasExited));
        await EndAsync(Process.Start(restart[0], restart[1..]));
        var codes = await Task.WhenAll(workers.Skip(1).Select(EndAsync));
        await watching.DisposeAsync();
        var time = watch.Elapsed.TotalSeconds;
        var (built, memory, code) = await RunAsync(fleet, () => false, ["audit", "report", "--database-file", database, "--fail-on",
            "never", "--format", "json", "--output", Path.Combine(folder, "shared.json")]);
        var isExact = Check(folder, "shared.json", hosts);
        // A block of the killed worker is free when its lease ends; the others look for free ones while they work.
        var isTaken = watching.Seconds <= 60;
        var isDone = code == 0 && codes.All(one => one == 0);
        Say($"| {hosts} hosts, three workers, one killed, one restart of PostgreSQL | {time:0.0} s | {watching.Megabytes} MB a worker | "
            + $"{(isExact && isDone ? "every host once, counts exact" : "WRONG")}, "
            + $"{fleet.Asked.Count(times => times > 1)} hosts asked again; a block was nobody's for {watching.Seconds:0.0} s at most |");
        Say($"| its report | {built:0.0} s | {memory} MB | {new FileInfo(Path.Combine(folder, "shared.json")).Length >> 20} MB of JSON |");
        return isExact && isDone && isTaken ? 0 : 1;
    }

    private static string[] Run(LoopbackFleet fleet, string targets) => Run(targets, fleet.RpcPort, fleet.HttpPort, fleet.HttpsPort);

    private static string[] Run(string targets, int rpc, int http, int https) =>
    [
        // The hosts, the workers and the database share this machine's processors: a host that is late is not one that is closed.
        "audit", "run", targets, "--doors-only", "--timeout", "10", "--fail-on", "never", "--rpc-port", Text(rpc),
        "--http-port", Text(http), "--https-port", Text(https),
    ];

    private static string WriteHosts(string folder, int hosts)
    {
        var path = Path.Combine(folder, "hosts.txt");
        File.WriteAllLines(path, Enumerable.Range(0, hosts).Select(LoopbackFleet.HostOf));
        return path;
    }

    private static bool Check(string folder, string file, int hosts)
    {
        var found = FleetCounts.Of(Path.Combine(folder, file), out var count);
        var expected = FleetCounts.Expected(hosts);
        foreach (var check in expected.Keys.Union(found.Keys))
            if (expected.GetValueOrDefault(check) != found.GetValueOrDefault(check))
                Console.Error.WriteLine($"{check}: expected {expected.GetValueOrDefault(check)}, found {found.GetValueOrDefault(check)}");
        if (count != hosts) Console.Error.WriteLine($"expected {hosts} hosts, found {count}");
        return count == hosts && expected.SequenceEqual(found);
    }

    private static async Task<(double Seconds, long Megabytes, int Code)> RunAsync(
        LoopbackFleet fleet, Func<bool> isEnough, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start(arguments);
        var most = 0L;
        while (!process.WaitForExit(50))
        {
            most = Math.Max(most, PeakMemory.Of(process.Id));
            if (isEnough()) process.Kill();
        }

        await process.WaitForExitAsync();
        GC.KeepAlive(fleet);
        return (watch.Elapsed.TotalSeconds, most / 1024, process.ExitCode);
    }

    private static async Task<double> FloorAsync(LoopbackFleet fleet, int hosts)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, hosts), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (host, token) =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Parse(LoopbackFleet.HostOf(host)), fleet.HttpPort, token);
            socket.LingerState = new(true, 0);
        });
        return watch.Elapsed.TotalSeconds;
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo(Audit, arguments) { RedirectStandardOutput = arguments.Contains("--queue") })!;

    private static async Task<int> EndAsync(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(50);
    }

    private static void Say(string line) => Console.WriteLine(line);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
