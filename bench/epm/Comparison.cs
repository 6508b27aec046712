using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Bench.Epm;

/// <summary>Ours, the bare handler and, where it is installed, Samba's mapper, in turn, round by round: what disturbs one disturbs the others too.</summary>
internal static class Comparison
{
    private const int Rounds = 3;
    private const int Seconds = 3;
    private const int IdleConnections = 5000;
    private static readonly (string Name, string Mode, int Processes)[] s_loads =
        [("ept_map, one connection", "seq", 1), ("ept_map, eight connections", "seq", 8), ("connect, bind, ept_map", "conn", 1)];

    public static async Task<int> RunAsync(IPAddress address)
    {
        var root = Root();
        if (await Load.CompileAsync(root) is not { } load)
        {
            Console.Error.WriteLine("bench/epm needs gcc and ../shared/bench/epmbench.c beside the project.");
            return 2;
        }

        var ours = new IPEndPoint(address, FreePort(address));
        var bare = new IPEndPoint(address, FreePort(address));
        await using var oursServer = await Child.StartAsync("ours", $"{address}", $"{ours.Port}");
        var (ack, response) = await Exchange.AskAsync(ours);
        await using var bareServer = await Child.StartAsync("bare", $"{address}", $"{bare.Port}", Convert.ToHexString(ack), Convert.ToHexString(response));
        var samba = await FindSambaAsync(root);

        Console.WriteLine($"each answer {response.Length} bytes, {Rounds} rounds of {Seconds} s, medians; {Environment.ProcessorCount} processors");
        Console.WriteLine($"{"",-28}{"ours/s",10}{"bare/s",10}{"ours:bare",11}{"Samba/s",10}{"ours:Samba",12}");
        // Once for the just-in-time compiler.
        foreach (var where in new[] { ours, bare }) await load.RunAsync("seq", where, 1, 8);
        foreach (var (name, mode, processes) in s_loads)
        {
            List<double> o = [], b = [], s = [];
            for (var round = 0; round < Rounds; round++)
            {
                o.Add(await load.RunAsync(mode, ours, Seconds, processes));
                b.Add(await load.RunAsync(mode, bare, Seconds, processes));
                if (samba is not null) s.Add(await load.RunAsync(mode, samba, Seconds, processes));
            }

            var line = $"{name,-28}{Median(o),10:n0}{Median(b),10:n0}{Median(o) / Median(b),11:p0}";
            Console.WriteLine(s.Count == 0 ? $"{line}{"absent",10}" : $"{line}{Median(s),10:n0}{Median(o) / Median(s),11:n1}x");
        }

        Console.WriteLine($"{IdleConnections:n0} idle connections that have bound, bytes each: ours {await IdleAsync(oursServer, ours):n0}, bare {await IdleAsync(bareServer, bare):n0}");
        return 0;
    }

    /// <summary>What resident memory grows by for each connection, after a collection.</summary>
    private static async Task<double> IdleAsync(Child server, IPEndPoint where)
    {
        var sockets = new List<Socket>();
        var before = await server.MemoryAsync();
        for (var i = 0; i < IdleConnections; i++) sockets.Add(await Exchange.BoundAsync(where));
        var after = await server.MemoryAsync();
        sockets.ForEach(socket => socket.Dispose());
        return (double)(after - before) / IdleConnections;
    }

    /// <summary>Samba's mapper on 127.0.0.1:135, started with the shared fixture where it does not run.</summary>
    private static async Task<IPEndPoint?> FindSambaAsync(string root)
    {
        var where = new IPEndPoint(IPAddress.Loopback, 135);
        var fixture = Path.Combine(root, "../shared/fixtures/samba-dc.sh");
        if (!File.Exists("/usr/sbin/samba") || !File.Exists(fixture)) return null;
        try
        {
            // No pipes: the server that the fixture leaves running would hold them open.
            using var start = Process.Start("bash", ["-c", $"'{fixture}' start >/dev/null 2>&1 </dev/null"]);
            await start.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            await Exchange.AskAsync(where);
            return where;
        }
        catch (Exception e) when (e is SocketException or TimeoutException or InvalidOperationException)
        {
            Console.Error.WriteLine($"Samba's mapper is left out: {e.Message}");
            return null;
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sekimori.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run this inside the project.");
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return folder;
    }
}
