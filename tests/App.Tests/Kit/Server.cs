using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sekimori.App.Tests.Kit;

/// <summary>A running `sekimori serve` on ports that were free, with a data folder of its own.</summary>
internal sealed partial class Server : IAsyncDisposable
{
    private Server(Command command, int[] ports) => (Command, RpcPort, DynamicPort, HttpPort, HttpsPort) = (command, ports[0], ports[1], ports[2], ports[3]);

    public Command Command { get; }

    public int RpcPort { get; }

    public int DynamicPort { get; }

    public int HttpPort { get; }

    public int HttpsPort { get; }

    /// <summary>Starts a server and waits until it serves.</summary>
    public static Task<Server> StartAsync(TemporaryFolder data, params string[] arguments) => StartAsync(FreePorts(4), data, arguments);

    /// <summary>Starts a server on ports of one's choice and waits until it serves.</summary>
    public static async Task<Server> StartAsync(int[] ports, TemporaryFolder data, params string[] arguments)
    {
        var command = Command.Start([.. Arguments(ports, data.Path), .. arguments]);
        await command.WaitForAsync(c => c.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        return new Server(command, ports);
    }

    public static string[] Arguments(int[] ports, string data) =>
        ["serve", "--rpc-port", $"{ports[0]}", "--rpc-dynamic-port", $"{ports[1]}", "--http-port", $"{ports[2]}", "--https-port", $"{ports[3]}", "--data", data];

    /// <summary>Ports that are free now on every address.</summary>
    public static int[] FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => Listen()).ToArray();
        var ports = sockets.Select(s => ((IPEndPoint)s.LocalEndpoint).Port).ToArray();
        foreach (var socket in sockets)
            socket.Dispose();
        return ports;
    }

    public void Signal(int signal) => Assert.Equal(0, kill(Command.Process.Id, signal));

    public ValueTask DisposeAsync() => Command.DisposeAsync();

    private static TcpListener Listen()
    {
        var listener = TcpListener.Create(0);
        listener.Start();
        return listener;
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
