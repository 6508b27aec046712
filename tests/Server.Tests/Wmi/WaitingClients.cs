using System.Diagnostics;
using System.Globalization;
using Sekimori.Client.Rpc;
using Sekimori.Rpc;
using Sekimori.Wmi.Interfaces;

namespace Sekimori.Server.Tests.Wmi;

/// <summary>
/// Clients that wait for rows, in a process of their own: each has a connection, and with the server's ends there would be more
/// descriptors than one process may have. They are gone when the process is killed.
/// </summary>
internal static class WaitingClients
{
    private const string Argument = "--waiting-clients";

    public static bool IsRequested(string[] args) => args is [Argument, _];

    /// <summary>Starts the process, and waits until every client has sent its call.</summary>
    /// <param name="port">The port of the objects.</param>
    /// <param name="ipids">An enumerator for each client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Process> StartAsync(int port, IEnumerable<Guid> ipids, CancellationToken cancellationToken)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Argument, $"{port}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        foreach (var ipid in ipids)
            await process.StandardInput.WriteLineAsync(ipid.ToString().AsMemory(), cancellationToken);
        await process.StandardInput.WriteLineAsync(ReadOnlyMemory<char>.Empty, cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
        Assert.Equal("waiting", await process.StandardOutput.ReadLineAsync(cancellationToken));
        return process;
    }

    /// <summary>The process: one enumerator a line, until an empty one. It ends with its input.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var server = new RpcBinding("127.0.0.1", int.Parse(args[1], CultureInfo.InvariantCulture));
        var options = WmiDoor.Options with { TransferSyntaxes = [SyntaxId.Ndr20], CallTimeout = TimeSpan.FromMinutes(10) };
        var waiting = new List<Task>();
        while (await Console.In.ReadLineAsync() is { Length: > 0 } line)
        {
            var connection = new RpcConnection(server, WmiDoor.Credential, options);
            var rows = await connection.BindAsync<IEnumWbemClassObject>(Guid.Parse(line));
            waiting.Add(rows.NextAsync(-1, 1, default).AsTask());
        }

        Console.WriteLine("waiting");
        await Console.In.ReadToEndAsync();
        return waiting.Exists(one => one.IsCompleted) ? 1 : 0;
    }
}
