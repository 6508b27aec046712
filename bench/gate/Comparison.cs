using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Bench.Gate;

/// <summary>The servers in turn, five times each; medians and ratios.</summary>
internal static class Comparison
{
    private const int Turns = 5;

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

    public static async Task<int> RunAsync(double seconds)
    {
        var file = Path.Combine(Path.GetTempPath(), $"sekimori-gate-bench-{Environment.ProcessId}.pfx");
        await File.WriteAllBytesAsync(file, Certificate());
        var processes = new List<Process>();
        try
        {
            var text = seconds.ToString(CultureInfo.InvariantCulture);
            var target = Start("target");
            var gate = Start("gate", target, file);
            var gateProcess = processes[^1];
            string[][] loads =
            [
                ["load", Start("bare", target, file), "-", text], ["load", gate, $"it:{target}", text],
                .. External(target, file, "load", "-"),
            ];
            Write(ConnectFigures, ["bare relay", "CONNECT", .. ExternalRelay.Here], await TakeTurnsAsync(loads));
            IdleSessions.Compare(gateProcess, gate, $"it:{target}");
            // The outer address has the same port as the target: it is another address.
            var rpc = Start("rpctarget");
            loads =
            [
                ["rpcload", Start("bare", rpc, "-"), "127.0.0.1", "0", text],
                ["rpcload", rpc, "127.0.0.34", Start("follow", rpc, file, "127.0.0.34", "no"), text],
                ["rpcload", rpc, "127.0.0.35", Start("follow", rpc, file, "127.0.0.35", "yes"), text],
                .. External(rpc, "-", "rpcload", "127.0.0.1", "0"),
            ];
            Write(FollowFigures, ["bare relay", "follow", "follow, each call recorded", .. ExternalRelay.Here],
                await TakeTurnsAsync(loads));
            var shown = Fingerprint(file);
            var direct = Start("wsman", file, shown);
            var (open, recorded) = (Start("wsman", file, shown, direct, "no"), Start("wsman", file, shown, direct, "yes"));
            loads = [["gets", direct, "/wsman", text], ["gets", open, "/to/it/wsman", text]];
            Write(GetFigures, ["direct", "terminated"], await TakeTurnsAsync(loads));
            WriteShells(await TakeTurnsAsync(
                [["shells", direct, "/wsman", text], ["shells", open, "/to/it/wsman", text], ["shells", recorded, "/to/it/wsman", text]]));
            return 0;
        }
        finally
        {
            // nginx has children.
            foreach (var process in processes) process.Kill(entireProcessTree: true);
            File.Delete(file);
        }

        string Start(params string[] arguments) => Add(Processes.Start(arguments));

        string Add((Process Process, string Line) started)
        {
            processes.Add(started.Process);
            return started.Line;
        }

        IEnumerable<string[]> External(string behind, string certificate, string load, params string[] arguments) =>
            ExternalRelay.Here.Select(name => (string[])
                [load, Add(ExternalRelay.Start(name, behind, certificate)), .. arguments, seconds.ToString(CultureInfo.InvariantCulture)]);
    }

    private static async Task<List<double[]>[]> TakeTurnsAsync(string[][] loads)
    {
        List<double[]>[] seen = [.. loads.Select(_ => new List<double[]>())];
        // The first turn warms up, and is not counted.
        for (var turn = 0; turn <= Turns; turn++)
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

    private static void WriteShells(List<double[]>[] seen)
    {
        var (direct, open, recorded) = (seen[0], seen[1], seen[2]);
        var (later, share) = ((Median(open, 0) - Median(direct, 0)) / Median(direct, 1), Median(recorded, 2) / Median(open, 2));
        Console.WriteLine("| | direct | terminated | terminated, recorded | | bar |\n|---|---|---|---|---|---|");
        Row("shell, first output", 0, "ms", $"{later:0.0} logons later", "2");
        Row("connect, log on, one Get", 1, "ms", $"", "");
        Row("output of a command", 2, "MB/s", $"recorded {share:P0}", "90 %");
        Console.WriteLine();

        void Row(string name, int at, string unit, FormattableString what, string bar) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(direct, at):0.0} {unit} | {Median(open, at):0.0} {unit} | {Median(recorded, at):0.0} {unit}"
            + $" | {what.ToString(CultureInfo.InvariantCulture)} | {bar} |"));
    }

    private static double Median(List<double[]> turns, int at) => turns.Select(turn => turn[at]).Order().ElementAt(turns.Count / 2);

    private static string Fingerprint(string file)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, null);
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    private static byte[] Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pkcs12);
    }
}
