using System.Globalization;

namespace Sekimori.Bench.Gate;

/// <summary>The servers in turn, five times each; medians and ratios.</summary>
internal static class Comparison
{
    private const int Turns = 5;

    // What a gate's code is compiled to differs from one start to the next by more than recording costs.
    private const int RecordingGates = 5, RecordingTurns = 3;

    private static readonly (string Name, string Unit, double Bar)[] ConnectFigures =
    [
        ("one connection", "/s", 0.9), ("eight connections", "/s", 0.9), ("bulk", " MB/s", 0.9),
        ("connect, log on, one message", "/s", 0.8),
    ];

    private static readonly (string Name, string Unit, double Bar)[] FollowFigures =
    [
        ("ept_map, one connection", "/s", 0.85), ("ept_map, eight connections", "/s", 0.85), ("bulk", " MB/s", 0.8),
        ("connect, bind, map", "/s", 0.8),
    ];

    private static readonly (string Name, string Unit, double Bar)[] GetFigures =
        [("WS-Management Get, one connection", "/s", 0.35), ("WS-Management Get, eight connections", "/s", 0.35)];

    private static readonly (string Name, string Unit, double Bar)[] SamrFigures =
        [("sealed samr calls, one connection", "/s", 0.4), ("sealed samr calls, eight connections", "/s", 0.4)];

    /// <summary>Compares.</summary>
    /// <param name="seconds">How long each figure takes.</param>
    /// <param name="parts">"connect", "follow", "terminated" or "samr"; none for all.</param>
    public static async Task<int> RunAsync(double seconds, string[] parts)
    {
        using var bench = new Servers(seconds);
        if (Has("connect")) await ConnectAsync(bench);
        if (Has("follow")) await FollowAsync(bench);
        if (Has("terminated")) await TerminatedAsync(bench);
        if (Has("samr")) await SamrAsync(bench);
        return 0;

        bool Has(string part) => parts.Length == 0 || parts.Contains(part);
    }

    private static async Task ConnectAsync(Servers bench)
    {
        var target = bench.Start("target");
        var bare = bench.Start("bare", target, bench.Certificate);
        var bareProcess = bench.Last;
        var gate = bench.Start("gate", target, bench.Certificate);
        var gateProcess = bench.Last;
        string[][] loads =
        [
            ["load", bare, "-", bench.Seconds], ["load", gate, $"it:{target}", bench.Seconds],
            .. bench.External(target, bench.Certificate, "load", "-"),
        ];
        Write(ConnectFigures, ["bare relay", "CONNECT", .. ExternalRelay.Here], await TakeTurnsAsync(loads));
        IdleSessions.Compare((bareProcess, bare), (gateProcess, gate), $"it:{target}");
    }

    private static async Task FollowAsync(Servers bench)
    {
        // The outer address has the same port as the target: it is another address.
        var rpc = bench.Start("rpctarget");
        string[][] loads =
        [
            ["rpcload", bench.Start("bare", rpc, "-"), "127.0.0.1", "0", bench.Seconds],
            ["rpcload", rpc, "127.0.0.34", bench.Start("follow", rpc, bench.Certificate, "127.0.0.34", "no"), bench.Seconds],
            ["rpcload", rpc, "127.0.0.35", bench.Start("follow", rpc, bench.Certificate, "127.0.0.35", "yes"), bench.Seconds],
            .. bench.External(rpc, "-", "rpcload", "127.0.0.1", "0"),
        ];
        Write(FollowFigures, ["bare relay", "follow", "follow, each call recorded", .. ExternalRelay.Here], await TakeTurnsAsync(loads));
    }

    private static async Task TerminatedAsync(Servers bench)
    {
        var direct = bench.Start("wsman", bench.Certificate, bench.Fingerprint);
        var gate = StartGate();
        Write(GetFigures, ["direct", "terminated"], await TakeTurnsAsync(
            [["gets", direct, "/wsman", bench.Seconds], ["gets", gate, "/to/it/wsman", bench.Seconds]]));
        string[] servers = [direct, "/wsman", gate, "/to/it/wsman", gate, "/to/recorded/wsman"];
        var shells = await TakeTurnsAsync([["shells", bench.Seconds, .. servers]]);
        var output = new List<double[]>();
        foreach (var one in (string[])[gate, .. Enumerable.Range(1, RecordingGates - 1).Select(_ => StartGate())])
        {
            string[] load = ["outputs", direct, "/wsman", one, "/to/it/wsman", one, "/to/recorded/wsman"];
            output.AddRange((await TakeTurnsAsync([load], RecordingTurns))[0]);
        }
        WriteShells(shells[0], output);

        string StartGate() => bench.Start("wsman", bench.Certificate, bench.Fingerprint, direct);
    }

    private static async Task SamrAsync(Servers bench)
    {
        const string outer = "127.0.0.36";
        var host = bench.Start("samrhost");
        bench.Start("samrgate", host, bench.Certificate, outer);
        // Both sides of RPC, guard and records are compiled for many seconds on a busy machine: longer than the first turn.
        foreach (var warm in (string[])[$"127.0.0.1:{host}", $"{outer}:{host}"])
            Processes.Run("samr", warm, warm.StartsWith(outer, StringComparison.Ordinal) ? GateProcess.User : $@"LAB\{SamrLoad.User}", "5");
        Write(SamrFigures, ["direct", "terminated, each call recorded"], await TakeTurnsAsync(
        [
            ["samr", $"127.0.0.1:{host}", $@"LAB\{SamrLoad.User}", bench.Seconds],
            ["samr", $"{outer}:{host}", GateProcess.User, bench.Seconds],
        ]));
    }

    private static async Task<List<double[]>[]> TakeTurnsAsync(string[][] loads, int turns = Turns)
    {
        List<double[]>[] seen = [.. loads.Select(_ => new List<double[]>())];
        // The first turn warms up, and is not counted.
        for (var turn = 0; turn <= turns; turn++)
        {
            for (var at = 0; at < loads.Length; at++)
            {
                var (process, line) = Processes.Start(loads[at]);
                await process.WaitForExitAsync();
                if (turn > 0) seen[at].Add([.. line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))]);
            }
        }
        return seen;
    }

    private static void Write((string Name, string Unit, double Bar)[] figures, string[] servers, List<double[]>[] seen)
    {
        Console.WriteLine($"| | {string.Join(" | ", servers)} | bar |\n|---|{string.Concat(servers.Select(_ => "---|"))}---|");
        for (var at = 0; at < figures.Length; at++)
        {
            var (name, unit, bar) = figures[at];
            var bare = Median(seen[0], at);
            var cells = seen.Select((turns, server) => Median(turns, at) is var own && server == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{own:N0}{unit}")
                : string.Create(CultureInfo.InvariantCulture, $"{own:N0}{unit}, **{own / bare:P0}**"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", cells)} | {bar:P0} |"));
        }
        Console.WriteLine();
    }

    private static void WriteShells(List<double[]> shells, List<double[]> output)
    {
        var logon = Median(shells, 1);
        var shares = output.Chunk(RecordingTurns).Select(gate => Median([.. gate.Select(turn => new[] { turn[2] / turn[1] })], 0))
            .Order().ToList();
        Console.WriteLine("| | direct | terminated | terminated, recorded | | bar |\n|---|---|---|---|---|---|");
        Row("shell, first output", "ms", server => Median(shells, server * 3), Later(0), "2");
        Row("shell, first output, new session", "ms", server => Median(shells, server * 3 + 2), Later(2), "2");
        Row("connect, log on, one Get", "ms", server => Median(shells, server * 3 + 1), $"", "");
        Row("output of a command", "MB/s", server => Median(output, server),
            $"recorded {shares[shares.Count / 2]:P0} (gates: {shares[0]:P0} to {shares[^1]:P0})", "90 %");
        Console.WriteLine();

        FormattableString Later(int at) => $"{(Median(shells, at + 3) - Median(shells, at)) / logon:0.0} logons later";

        void Row(string name, string unit, Func<int, double> figure, FormattableString what, string bar) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {figure(0):0.0} {unit} | {figure(1):0.0} {unit} | {figure(2):0.0} {unit}"
            + $" | {what.ToString(CultureInfo.InvariantCulture)} | {bar} |"));
    }

    private static double Median(List<double[]> turns, int at) => turns.Select(turn => turn[at]).Order().ElementAt(turns.Count / 2);
}
