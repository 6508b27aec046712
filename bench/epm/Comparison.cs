using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Sekimori.Bench.Epm;

/// <summary>Runs epmbench against the servers by turns, and prints what each did and the ratio of the medians.</summary>
/// <param name="sources">The folder of epmbench.c.</param>
/// <param name="seconds">How long each turn is.</param>
internal sealed class Comparison(string sources, int seconds)
{
    private const string Address = "127.0.0.4";
    private const int OursPort = 45135, BarePort = 45136, Rounds = 5, IdleConnections = 5000;
    private const double Least = 0.80;
    private readonly string _client = Path.Combine(Path.GetTempPath(), $"epmbench-{Environment.ProcessId}");

    public async Task<int> RunAsync()
    {
        await Process.Start("gcc", ["-O2", "-o", _client, Path.Combine(sources, "epmbench.c")]).WaitForExitAsync();
        using var ours = Start("ours", OursPort);
        using var bare = Start("bare", BarePort);
        try
        {
            Console.WriteLine($"{Environment.ProcessorCount} processors, {Rounds} turns of {seconds} s each; medians");
            var good = await CompareAsync("one connection", "seq", 1);
            good &= await CompareAsync("eight connections", "seq", 8);
            good &= await CompareAsync("connect, bind, map", "conn", 1);
            good &= Idle("ours", ours, OursPort, 8);
            Idle("bare", bare, BarePort, 4);
            return good ? 0 : 1;
        }
        finally
        {
            ours.Kill();
            bare.Kill();
            File.Delete(_client);
        }
    }

    private async Task<bool> CompareAsync(string name, string mode, int processes)
    {
        double[] mine = new double[Rounds], theirs = new double[Rounds], sambas = new double[Rounds];
        // A turn of each that does not count: the compiler is at work then.
        await RunClientAsync(mode, Address, OursPort, 3, processes);
        await RunClientAsync(mode, Address, BarePort, 3, processes);
        for (var i = 0; i < Rounds; i++)
        {
            mine[i] = await RunClientAsync(mode, Address, OursPort, seconds, processes);
            theirs[i] = await RunClientAsync(mode, Address, BarePort, seconds, processes);
            sambas[i] = await RunClientAsync(mode, "127.0.0.1", 135, seconds, processes);
        }
        var ratio = Median(mine) / Median(theirs);
        var samba = double.IsNaN(sambas[0]) ? "no Samba on 127.0.0.1" : string.Create(CultureInfo.InvariantCulture, $"Samba {Median(sambas),7:0}/s");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-20} ours {Median(mine),7:0}/s   bare {Median(theirs),7:0}/s   {ratio:0%} (at least {Least:0%})   {samba}"));
        return ratio >= Least;
    }

    // NaN where nobody listens. An answer of another status than 0 ends the client, and this program.
    private async Task<double> RunClientAsync(string mode, string address, int port, int duration, int processes)
    {
        using (var probe = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                await probe.ConnectAsync(address, port);
            }
            catch (SocketException)
            {
                return double.NaN;
            }
        }
        var start = new ProcessStartInfo(_client, [mode, address, $"{port}", $"{duration}", $"{processes}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (port == BarePort) start.Environment["EPM_ANY"] = "1";
        using var client = Process.Start(start)!;
        var output = await client.StandardOutput.ReadToEndAsync();
        var errors = await client.StandardError.ReadToEndAsync();
        await client.WaitForExitAsync();
        var figure = output.TrimEnd().Split(' ')[^1];
        return figure.EndsWith("/s", StringComparison.Ordinal) && figure != "0/s" ? double.Parse(figure[..^2], CultureInfo.InvariantCulture) : throw new InvalidOperationException($"{output}{errors}");
    }

    /// <summary>What a connection costs that has bound and does nothing.</summary>
    private static bool Idle(string name, Process server, int port, double most)
    {
        var before = Occupied(server);
        var sockets = new List<Socket>(IdleConnections);
        for (var i = 0; i < IdleConnections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(Address, port);
            socket.Send(CannedAnswers.Bind);
            if (socket.Receive(new byte[512]) < 60) throw new InvalidOperationException("no bind_ack");
            sockets.Add(socket);
        }
        var each = (Occupied(server) - before) / IdleConnections;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{IdleConnections} idle, {name}          {each:0.0} KB each (at most {most:0} KB)"));
        foreach (var socket in sockets) socket.Dispose();
        return each <= most;
    }

    private static double Occupied(Process server)
    {
        server.StandardInput.WriteLine();
        server.StandardInput.Flush();
        return double.Parse(server.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    private static Process Start(string which, int port)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [which, Address, $"{port}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (process.StandardOutput.ReadLine() != "ready") throw new InvalidOperationException($"{which} did not start.");
        return process;
    }

    private static double Median(double[] figures) => figures.Order().ElementAt(figures.Length / 2);
}
