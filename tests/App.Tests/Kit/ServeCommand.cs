using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sekimori.App.Tests.Kit;

/// <summary>A running `sekimori serve` on ports that were free, with a data folder of its own.</summary>
internal sealed partial class ServeCommand : IAsyncDisposable
{
    private const int FirstPort = 12_000;

    private static int s_given;

    private ServeCommand(Command command, int[] ports) =>
        (Command, RpcPort, DynamicPort, HttpPort, HttpsPort) = (command, ports[0], ports[1], ports[2], ports[3]);

    public Command Command { get; }

    public int RpcPort { get; }

    public int DynamicPort { get; }

    public int HttpPort { get; }

    public int HttpsPort { get; }

    /// <summary>Starts a server and waits until it serves.</summary>
    public static Task<ServeCommand> StartAsync(TemporaryFolder data, params string[] arguments) =>
        StartAsync(FreePorts(4), data, arguments);

    /// <summary>Starts a server on ports of one's choice and waits until it serves.</summary>
    public static Task<ServeCommand> StartAsync(int[] ports, TemporaryFolder data, params string[] arguments) =>
        StartAsync(ports, data, Command.Start, arguments);

    /// <summary>Starts a server that has this many file descriptors and no more.</summary>
    public static Task<ServeCommand> StartLimitedAsync(int openFiles, TemporaryFolder data, params string[] arguments) =>
        StartAsync(FreePorts(4), data, all => Command.StartLimited(openFiles, all), arguments);

    /// <summary>Starts a server in a way of one's own and waits until it serves.</summary>
    /// <param name="ports">Its ports.</param>
    /// <param name="data">Its data folder.</param>
    /// <param name="start">Starts the command with these arguments.</param>
    /// <param name="arguments">Further arguments.</param>
    public static async Task<ServeCommand> StartAsync(
        int[] ports, TemporaryFolder data, Func<string[], Command> start, params string[] arguments)
    {
        var command = start([.. Arguments(ports, data.Path), .. arguments]);
        await command.WaitForAsync(c => c.Output.Contains("  Stop", StringComparison.Ordinal), "banner");
        return new ServeCommand(command, ports);
    }

    public static string[] Arguments(int[] ports, string data) =>
        ["serve", "--rpc-port", $"{ports[0]}", "--rpc-dynamic-port", $"{ports[1]}", "--http-port", $"{ports[2]}", "--https-port",
        $"{ports[3]}", "--data", data];

    /// <summary>
    /// Ports that are free now on every address, each given out once. Below 32768: those above are the kernel's to give to any client
    /// meanwhile (ip_local_port_range).
    /// </summary>
    public static int[] FreePorts(int count) => [.. Candidates().Where(IsFree).Take(count)];

    public void Signal(int signal) => Assert.Equal(0, kill(Command.Process.Id, signal));

    public ValueTask DisposeAsync() => Command.DisposeAsync();

    private static IEnumerable<int> Candidates()
    {
        while (true) yield return FirstPort + (Interlocked.Increment(ref s_given) + Environment.ProcessId * 17) % (32_768 - FirstPort);
    }

    private static bool IsFree(int port)
    {
        using var listener = TcpListener.Create(port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
