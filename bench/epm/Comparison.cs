using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Sekimori.Bench.Epm;

/// <summary>Runs mapload against the servers by turns, and prints what each did and the ratio of the medians.</summary>
/// <param name="sources">The folder of mapload.c.</param>
/// <param name="command">The built sekimori.</param>
/// <param name="seconds">How long each turn is.</param>
internal sealed class Comparison(string sources, string command, int seconds)
{
    private const string Address = "127.0.0.4";
    private const int Rounds = 5, IdleConnections = 5000;
    private const double Least = 0.80;
    private readonly string _client = Path.Combine(Path.GetTempPath(), $"mapload-{Environment.ProcessId}");

    public async Task<int> RunAsync()
    {
        await Process.Start("gcc", ["-O2", "-o", _client, Path.Combine(sources, "mapload.c")]).WaitForExitAsync();
        using var ours = BenchedServer.OfThisProgram("ours", Address, 45135);
        using var bare = BenchedServer.OfThisProgram("bare", Address, 45136);
        using var serve = BenchedServer.OfCommand(command, Address, 45137);
        var samba = await BenchedServer.Samba.IsThereAsync() ? BenchedServer.Samba : null;
        try
        {
            Console.WriteLine(
                $"{Environment.ProcessorCount} processors, {Rounds} turns of {seconds} s each, each between two of bare; medians");
            var good = true;
            foreach (var (name, mode, processes) in new[]
            {
                ("one connection", "calls", 1), ("eight connections", "calls", 8), ("connect, bind, map", "connect", 1)
            })
            {
                good &= await CompareAsync(name, mode, processes, bare, [ours, serve], samba);
            }

            good &= Idle(ours, 8) & Idle(serve, 8);
            Idle(bare, 4);
            return good ? 0 : 1;
        }
        finally
        {
            File.Delete(_client);
        }
    }

    private async Task<bool> CompareAsync(
        string name, string mode, int processes, BenchedServer bare, BenchedServer[] others, BenchedServer? samba)
    {
        BenchedServer[] all = samba is null ? [bare, .. others] : [bare, .. others, samba];
        var turns = all.ToDictionary(server => server, _ => new List<(double Rate, double Cost)>());
        // Turns that do not count: the compiler is at work then.
        foreach (var server in all) await Turns.WarmAsync(async () => (await RunClientAsync(server, mode, 2, processes)).Rate);
        // Between two turns of bare each time: a machine that others share has fast and slow minutes.
        turns[bare].Add(await RunClientAsync(bare, mode, seconds, processes));
        for (var i = 0; i < Rounds; i++)
        {
            foreach (var server in (BenchedServer[])[.. all[1..], bare])
                turns[server].Add(await RunClientAsync(server, mode, seconds, processes));
        }

        var (rate, cost) = Medians(turns[bare]);
        var beside = turns[bare].ConvertAll(turn => turn.Rate);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
            $"{name,-20} bare  {rate,7:0}/s                       {cost:0.0} us of processor time each"));
        var good = true;
        foreach (var server in all[1..])
        {
            var (reached, taken) = Medians(turns[server]);
            var ratio = Turns.Ratio(turns[server].Select(turn => turn.Rate), beside);
            var bar = server == samba ? "                " : string.Create(CultureInfo.InvariantCulture, $"(at least {Least:0%})  ");
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"{"",-20} {server.Name,-5} {reached,7:0}/s   {ratio,4:0%} {bar} {taken:0.0} us"));
            good &= server == samba || ratio >= Least;
        }

        return good;
    }

    // An answer of another status than 0 ends the client, and this program.
    private async Task<(double Rate, double Cost)> RunClientAsync(BenchedServer server, string mode, int duration, int processes)
    {
        var before = server.ProcessorTime();
        string[] arguments = [mode, server.Address, $"{server.Port}", $"{duration}", $"{processes}",
            server.IsBare ? "any" : server.Interface];
        var start = new ProcessStartInfo(_client, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var client = Process.Start(start)!;
        var output = await client.StandardOutput.ReadToEndAsync();
        var errors = await client.StandardError.ReadToEndAsync();
        await client.WaitForExitAsync();
        var figure = output.TrimEnd().Split(' ')[^1];
        if (!figure.EndsWith("/s", StringComparison.Ordinal) || figure == "0/s")
            throw new InvalidOperationException($"{server.Name}: {output}{errors}");
        var rate = double.Parse(figure[..^2], CultureInfo.InvariantCulture);
        return (rate, (server.ProcessorTime() - before) / (rate * duration));
    }

    /// <summary>What a connection costs that has bound and does nothing.</summary>
    private static bool Idle(BenchedServer server, double most)
    {
        var before = server.Occupied();
        var sockets = new List<Socket>(IdleConnections);
        for (var i = 0; i < IdleConnections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(server.Address, server.Port);
            socket.Send(CannedAnswers.Bind);
            if (socket.Receive(new byte[512]) < 60) throw new InvalidOperationException($"{server.Name}: no bind_ack");
            sockets.Add(socket);
        }

        var each = (server.Occupied() - before) / IdleConnections;
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
            $"{IdleConnections} idle, {server.Name,-5}  {each:0.0} KB each (at most {most:0} KB)"));
        foreach (var socket in sockets) socket.Dispose();
        return each <= most;
    }

    private static (double Rate, double Cost) Medians(List<(double Rate, double Cost)> turns) =>
        (Turns.Median(turns.Select(turn => turn.Rate)), Turns.Median(turns.Select(turn => turn.Cost)));
}
