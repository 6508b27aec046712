using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sekimori.Bench.Gate;

/// <summary>The processes of a comparison: each says its port on the first line of its output.</summary>
internal static class Processes
{
    public static void Ready(int port) => Console.WriteLine(port.ToString(CultureInfo.InvariantCulture));

    public static (Process Process, string Line) Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        return (process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{arguments[0]} has not started"));
    }

    /// <summary>Runs a load to its end, whose figures are not wanted.</summary>
    public static void Run(params string[] arguments)
    {
        using var process = Start(arguments).Process;
        process.WaitForExit();
    }

    /// <summary>Serves connections to a host behind until this process is killed.</summary>
    /// <param name="answer">Serves one to its end, in a buffer of its own.</param>
    public static async Task<int> ServeAsync(Func<Socket, byte[], Task> answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1024);
        Ready(((IPEndPoint)listener.LocalEndpoint).Port);
        while (true) _ = OneAsync(await listener.AcceptSocketAsync());

        async Task OneAsync(Socket socket)
        {
            using var own = socket;
            socket.NoDelay = true;
            await answer(socket, new byte[256 * 1024]);
        }
    }
}
