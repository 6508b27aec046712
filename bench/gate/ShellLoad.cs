using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Security.Credentials;

namespace Sekimori.Bench.Gate;

/// <summary>
/// One turn of shells, by NTLM over TLS, at several servers in turn: how long from nothing to the first output of a command, for a caller
/// with a session at the gate and for one without, and how long a connection with a logon and one request takes. A shell takes many times
/// what a gate adds to it, and not always the same: measured one server after the other, the difference would be chance. The same holds
/// for the bytes of a command's output.
/// </summary>
internal static class ShellLoad
{
    private const int OutputBytes = 32 << 20, WarmTurns = 2, OutputTurns = 5;

    /// <param name="seconds">How long each figure of a server takes.</param>
    /// <param name="servers">Ports and paths.</param>
    public static async Task<int> RunAsync(double seconds, string[] servers)
    {
        var all = Read(servers).Select(server => (server.Port, server.Path, Seen: new List<double>[] { [], [], [] })).ToList();
        var whole = seconds * all.Count * all[0].Seen.Length;
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < whole;)
        {
            foreach (var (port, path, seen) in all)
            {
                seen[0].Add(await TimeAsync(port, path, FirstOutputAsync));
                seen[1].Add(await TimeAsync(port, path, client => client.GetElementAsync(WsManResource.Parse("Win32_OperatingSystem"))));
                seen[2].Add(await TimeAsync(port, path, FirstOutputAsync, NewAddress()));
            }
        }
        Console.WriteLine(string.Join(' ', all.SelectMany(server => server.Seen).Select(Median)));
        return 0;
    }

    /// <summary>The output of a command alone, in MB/s, at several servers in turn: the medians.</summary>
    /// <param name="servers">Ports and paths.</param>
    public static async Task<int> RunOutputAsync(string[] servers)
    {
        var all = Read(servers).Select(server => (server.Port, server.Path, Seen: new List<double>())).ToList();
        // The first turns compile and warm up, and are not counted.
        for (var turn = -WarmTurns; turn < OutputTurns; turn++)
        {
            foreach (var (port, path, seen) in all)
            {
                var output = await OutputAsync(port, path);
                if (turn >= 0) seen.Add(output);
            }
        }
        Console.WriteLine(string.Join(' ', all.Select(server => Median(server.Seen))));
        return 0;
    }

    private static IEnumerable<(int Port, string Path)> Read(string[] servers) =>
        servers.Chunk(2).Select(server => (int.Parse(server[0], CultureInfo.InvariantCulture), server[1]));

    private static string Median(List<double> seen) =>
        seen.Order().ElementAt(seen.Count / 2).ToString("0.00", CultureInfo.InvariantCulture);

    private static async Task<double> TimeAsync(int port, string path, Func<WsManClient, Task> one, IPAddress? from = null)
    {
        var begun = Stopwatch.GetTimestamp();
        using var client = Client(port, path, from);
        await one(client);
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static async Task FirstOutputAsync(WsManClient client)
    {
        var result = await client.RunAsync("echo it");
        if (result.ExitCode != 0) throw new InvalidOperationException($"exit code {result.ExitCode}");
    }

    private static async Task<double> OutputAsync(int port, string path)
    {
        using var client = Client(port, path);
        await using var shell = await client.OpenShellAsync(new RemoteShellOptions { HasInput = false });
        var begun = Stopwatch.GetTimestamp();
        await using var command = await shell.StartAsync(new RemoteCommandOptions($"head -c {OutputBytes} /dev/zero | tr '\\0' x"));
        long read = 0;
        await foreach (var run in command.ReadAsync()) read += run.Bytes.Length;
        if (read != OutputBytes) throw new InvalidOperationException($"{read} bytes");
        return OutputBytes / 1e6 / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    // A caller at another address is another session of the gate's, with connections to the target of its own.
    private static IPAddress NewAddress()
    {
        var random = RandomNumberGenerator.GetInt32(1 << 22) | 1;
        return new IPAddress([127, (byte)(64 + (random >> 16)), (byte)(random >> 8), (byte)random]);
    }

    private static WsManClient Client(int port, string path, IPAddress? from = null) => new($"https://{IPAddress.Loopback}:{port}{path}",
        Credential.FromPassword(GateProcess.User, GateProcess.Password),
        new WsManClientOptions
        {
            Trust = new WsManTrust { Anyone = true }, Authentication = WsManAuthentication.Ntlm,
            Dial = from is null ? null : (_, _, cancellation) => DialAsync(from, port, cancellation),
        });

    private static async ValueTask<Stream> DialAsync(IPAddress from, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
