using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sekimori.TestKit;

namespace Sekimori.Bench.WsMan;

/// <summary>
/// Get over plain HTTP by turns: in the clear with Basic, and encrypted by Kerberos. Both come from the same client, which has made and
/// encrypted every request before the clock starts and reads no more of an answer than its length: what is compared is the server.
/// </summary>
/// <param name="seconds">About how long each turn is.</param>
internal sealed class EncryptedComparison(int seconds)
{
    private const string Address = "127.0.0.5";
    private const int Port = 45987, Rounds = 3, Connections = 16, PerSecond = 600;
    private const double Least = 0.50;

    public async Task<int> RunAsync()
    {
        if (Realm.MissingReason is { } why)
        {
            Console.WriteLine($"encrypted Get not measured: {why}");
            return 0;
        }

        var folder = Directory.CreateTempSubdirectory("sekimori-bench-");
        var keytab = Path.Combine(folder.FullName, "keytab");
        Realm.ExportKeytab(keytab, "HTTP/dc1.lab.test");
        var cache = Realm.GetTicket(Path.Combine(folder.FullName, "ccache"));
        using var server = Comparison.Start("ours", Address, Port.ToString(CultureInfo.InvariantCulture), keytab);
        try
        {
            var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Servers.Account}:{Servers.Password}"));
            await TurnAsync(server, basic, null, 2);
            await TurnAsync(server, null, cache, 2);
            double[] plain = new double[Rounds], sealedGets = new double[Rounds], plainCost = new double[Rounds],
                sealedCost = new double[Rounds];
            for (var i = 0; i < Rounds; i++)
            {
                (plain[i], plainCost[i]) = await TurnAsync(server, basic, null, seconds);
                (sealedGets[i], sealedCost[i]) = await TurnAsync(server, null, cache, seconds);
            }

            var ratio = Comparison.Median(sealedGets) / Comparison.Median(plain);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{"Get encrypted by Kerberos",-28} encrypted {Comparison.Median(sealedGets),8:0}/s   plain " +
                $"{Comparison.Median(plain),8:0}/s   {ratio:0%} (at least {Least:0%})   processor time of a request " +
                $"{Comparison.Median(sealedCost):0.0} and {Comparison.Median(plainCost):0.0} us, " +
                $"{Comparison.Median(plainCost) / Comparison.Median(sealedCost):0%}"));
            return ratio >= Least ? 0 : 1;
        }
        finally
        {
            server.Kill();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double PerSecond, double Microseconds)> TurnAsync(Process server, string? basic, string? cache, int seconds)
    {
        var connections = new List<LoadConnection>();
        try
        {
            for (var i = 0; i < Connections; i++)
                connections.Add(await LoadConnection.OpenAsync(Address, Port, basic, cache, seconds * PerSecond));
            server.Refresh();
            var before = server.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(connections.Select(connection => Task.Run(connection.RunAsync)));
            var elapsed = watch.Elapsed;
            server.Refresh();
            double requests = Connections * seconds * PerSecond;
            return (requests / elapsed.TotalSeconds, (server.TotalProcessorTime - before).TotalMicroseconds / requests);
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }
}
