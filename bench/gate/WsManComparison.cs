using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Bench.Gate;

/// <summary>WS-Management direct and through the gate at which it ends, in turn, five times each; medians and ratios.</summary>
internal static class WsManComparison
{
    private const int Turns = 5;
    private const double Bar = 0.35;

    private static readonly string[] Figures = ["Get, one connection", "Get, eight connections"];

    public static async Task<int> RunAsync(string certificate, double seconds)
    {
        using var shown = X509CertificateLoader.LoadPkcs12FromFile(certificate, null);
        var fingerprint = Convert.ToHexString(SHA256.HashData(shown.RawData));
        var processes = new List<Process>();
        try
        {
            var target = Start("wsman", certificate, fingerprint);
            (string Port, string Path)[] servers =
                [(target, "/wsman"), (Start("wsman", certificate, fingerprint, target), "/to/it/wsman")];
            var seen = new List<double[]>[] { [], [] };
            // The first turn warms up, and is not counted.
            for (var turn = 0; turn <= Turns; turn++)
            {
                for (var at = 0; at < servers.Length; at++)
                {
                    var (process, line) = Processes.Start("gets", servers[at].Port, servers[at].Path,
                        seconds.ToString(CultureInfo.InvariantCulture));
                    await process.WaitForExitAsync();
                    if (turn > 0) seen[at].Add([.. line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture))]);
                }
            }
            Console.WriteLine("\n| | direct | terminated at the gate | bar |\n|---|---|---|---|");
            for (var at = 0; at < Figures.Length; at++)
            {
                var (direct, gate) = (Median(seen[0], at), Median(seen[1], at));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {Figures[at]} | {direct:N0}/s | {gate:N0}/s, **{gate / direct:P0}** | {Bar:P0} |"));
            }
            return 0;
        }
        finally
        {
            foreach (var process in processes) process.Kill();
        }

        string Start(params string[] arguments)
        {
            var (process, line) = Processes.Start(arguments);
            processes.Add(process);
            return line;
        }
    }

    private static double Median(List<double[]> turns, int at) => turns.Select(turn => turn[at]).Order().ElementAt(turns.Count / 2);
}
