using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Bench.Gate;

/// <summary>Both servers in turn, five times each; medians and ratios.</summary>
internal static class Comparison
{
    private const int Turns = 5;

    private static readonly (string Name, string Unit, double Bar)[] Figures =
    [
        ("one connection", "/s", 0.9), ("eight connections", "/s", 0.9), ("bulk", " MB/s", 0.9),
        ("connect, log on, one message", "/s", 0.8),
    ];

    public static async Task<int> RunAsync(double seconds)
    {
        var file = Path.Combine(Path.GetTempPath(), $"sekimori-gate-bench-{Environment.ProcessId}.pfx");
        await File.WriteAllBytesAsync(file, Certificate());
        var processes = new List<Process>();
        try
        {
            var target = Start("target");
            (string Port, string Connect)[] servers = [(Start("bare", target, file), "-"), (Start("gate", target, file), $"it:{target}")];
            var seen = new List<double[]>[] { [], [] };
            // The first turn warms up, and is not counted.
            for (var turn = 0; turn <= Turns; turn++)
            {
                for (var at = 0; at < servers.Length; at++)
                {
                    var (process, line) = Processes.Start("load", servers[at].Port, servers[at].Connect,
                        seconds.ToString(CultureInfo.InvariantCulture));
                    await process.WaitForExitAsync();
                    if (turn > 0) seen[at].Add([.. line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))]);
                }
            }
            Write(seen);
            return await WsManComparison.RunAsync(file, seconds);
        }
        finally
        {
            foreach (var process in processes) process.Kill();
            File.Delete(file);
        }

        string Start(params string[] arguments)
        {
            var (process, line) = Processes.Start(arguments);
            processes.Add(process);
            return line;
        }
    }

    private static void Write(List<double[]>[] seen)
    {
        Console.WriteLine("| | bare relay | gate | bar |\n|---|---|---|---|");
        for (var at = 0; at < Figures.Length; at++)
        {
            var (bare, gate) = (Median(seen[0], at), Median(seen[1], at));
            var (name, unit, bar) = Figures[at];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {bare:N0}{unit} | {gate:N0}{unit}, **{gate / bare:P0}** | {bar:P0} |"));
        }
    }

    private static double Median(List<double[]> turns, int at) => turns.Select(turn => turn[at]).Order().ElementAt(turns.Count / 2);

    private static byte[] Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.Export(X509ContentType.Pkcs12);
    }
}
