using System.Globalization;
using System.Net.Sockets;
using Sekimori.TestKit;

namespace Sekimori.Bench.Rpc;

/// <summary>Runs the load against the servers by turns, and prints what each did and the ratios of the medians.</summary>
/// <param name="seconds">How long each turn is.</param>
internal sealed class Comparison(int seconds)
{
    private const string Address = "127.0.0.4";
    private const int OursPort = 45137, BarePort = 45138, Rounds = 3;
    private static readonly string Samba = Environment.GetEnvironmentVariable("RPC_SAMBA") ?? "127.0.0.1";
    private readonly List<string> _missed = [];

    public async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("rpcbench");
        string? keytab = null;
        if (Realm.MissingReason is { } reason) Console.WriteLine($"without Kerberos and Samba: {reason}");
        else Realm.ExportKeytab(keytab = Path.Combine(folder.FullName, "keytab"), "host/dc1.lab.test");
        using var ours = new Server("ours", Address, $"{OursPort}", keytab ?? "-");
        using var bare = new Server("bare", Address, $"{BarePort}");
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} processors, {Rounds} turns of {seconds} s each; medians");
            foreach (var size in new[] { 1024, 1024 * 1024 })
                foreach (var how in Protected.All)
                    if (how.Name != "kerberos-seal" || keytab is not null)
                        await CompareAsync(ours, bare, how, size, keytab ?? "-");
            await ConnectAsync(await ListensAsync(Samba));
            Console.WriteLine(_missed.Count == 0 ? "every bar reached" : $"missed: {string.Join("; ", _missed)}");
            return _missed.Count == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task CompareAsync(Server ours, Server bare, Protected how, int size, string keytab)
    {
        foreach (var connections in size == 1024 ? new[] { 1, 8 } : [1])
        {
            Turn[] mine = new Turn[Rounds], theirs = new Turn[Rounds], ciphers = new Turn[Rounds];
            // A turn of each that does not count: the compiler is at work then.
            await ours.TurnAsync(how.Name, size, 3, connections);
            await bare.TurnAsync("none", size, 3, connections);
            for (var i = 0; i < Rounds; i++)
            {
                mine[i] = await ours.TurnAsync(how.Name, size, seconds, connections);
                theirs[i] = await bare.TurnAsync("none", size, seconds, connections);
                if (how.Scheme is not null) ciphers[i] = new(await Server.RunAsync("cipher", how.Name, $"{size}", "2", keytab), 0, 0);
            }

            var rate = Median(mine, turn => turn.Rate);
            var toBare = rate / Median(theirs, turn => turn.Rate);
            var toCipher = rate / Median(ciphers, turn => turn.Rate);
            var (cpu, bareCpu) = (Median(mine, turn => turn.Cpu), Median(theirs, turn => turn.Cpu));
            var allocated = Median(mine, turn => turn.Allocated);
            var name = $"{how.Name}, {size / 1024} KB, {connections} connection{(connections == 1 ? "" : "s")}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-40} {rate,8:0}/s {rate * size / 1e6,6:0} MB/s   to bare {toBare:0%}{(how.Scheme is null ? "" : $"   to the " +
                $"cipher alone {toCipher:0%}")}   processor {cpu:0.0} µs a call (bare {bareCpu:0.0})   allocated {allocated:0} B a call"));
            if (how.Scheme is null && size == 1024) Bar(name, toBare >= 0.75, "75 % of the bare handler");
            if (how.Name.EndsWith("seal", StringComparison.Ordinal) && size > 1024) Bar(name, toCipher >= 0.60, "60 % of the cipher alone");
            if (size == 1024) Bar(name, allocated <= 1024, "1 KB allocated a call");
        }
    }

    private async Task ConnectAsync(bool hasSamba)
    {
        foreach (var connections in new[] { 1, 4 })
        {
            double[] mine = new double[Rounds], theirs = new double[Rounds];
            await Server.RunAsync("connect", Address, $"{OursPort}", "2", $"{connections}");
            for (var i = 0; i < Rounds; i++)
            {
                mine[i] = await Server.RunAsync("connect", Address, $"{OursPort}", $"{seconds}", $"{connections}");
                if (hasSamba) theirs[i] = await Server.RunAsync("connect", Samba, "135", $"{seconds}", $"{connections}");
            }

            var (rate, samba) = (mine.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
            var name = $"connect, NTLM bind, one call, {connections} at once";
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"{name,-40} {rate,8:0}/s   {(hasSamba ? $"Samba {samba:0}/s   {rate / samba:0.0} ×" : $"no Samba on {Samba} port 135")}"));
            if (hasSamba) Bar(name, rate >= 2 * samba, "twice Samba's");
        }
    }

    private static async Task<bool> ListensAsync(string address)
    {
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(address, 135);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Bar(string name, bool reached, string bar)
    {
        if (!reached) _missed.Add($"{name}: {bar}");
    }

    private static double Median(Turn[] turns, Func<Turn, double> figure) => turns.Select(figure).Order().ElementAt(turns.Length / 2);
}
