using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Security.Credentials;

namespace Sekimori.Bench.Gate;

/// <summary>
/// One turn of shells, by NTLM over TLS: how long from nothing to the first output of a command, how long a connection with a logon and one
/// request takes, and how fast a command's output comes.
/// </summary>
internal static class ShellLoad
{
    private const int OutputBytes = 32 << 20;

    /// <param name="port">The server.</param>
    /// <param name="path">Its path.</param>
    /// <param name="seconds">How long each figure takes.</param>
    public static async Task<int> RunAsync(int port, string path, double seconds)
    {
        var first = await MedianAsync(port, path, seconds, FirstOutputAsync);
        var logon = await MedianAsync(port, path, seconds, client => client.GetElementAsync(WsManResource.Parse("Win32_OperatingSystem")));
        var output = await OutputAsync(port, path);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first:0.00} {logon:0.00} {output:0}"));
        return 0;
    }

    /// <summary>The output of a command alone.</summary>
    public static async Task<int> RunOutputAsync(int port, string path)
    {
        var output = await OutputAsync(port, path);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output:0}"));
        return 0;
    }

    private static async Task<double> MedianAsync(int port, string path, double seconds, Func<WsManClient, Task> one)
    {
        var all = new List<double>();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds;)
        {
            var begun = Stopwatch.GetTimestamp();
            using var client = Client(port, path);
            await one(client);
            all.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        return all.Order().ElementAt(all.Count / 2);
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

    private static WsManClient Client(int port, string path) => new($"https://{IPAddress.Loopback}:{port}{path}",
        Credential.FromPassword(GateProcess.User, GateProcess.Password),
        new WsManClientOptions { Trust = new WsManTrust { Anyone = true }, Authentication = WsManAuthentication.Ntlm });
}
