using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sekimori.Client.WsMan;
using Sekimori.Security.Credentials;

namespace Sekimori.Bench.Gate;

/// <summary>One turn of Gets of one object, by NTLM over TLS: one after the other, and by eight connections.</summary>
internal static class WsManLoad
{
    /// <param name="port">The server.</param>
    /// <param name="path">Its path.</param>
    /// <param name="seconds">How long each figure takes.</param>
    public static async Task<int> RunAsync(int port, string path, double seconds)
    {
        var one = await GetsAsync(port, path, 1, seconds);
        var eight = await GetsAsync(port, path, 8, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one:0} {eight:0}"));
        return 0;
    }

    private static async Task<double> GetsAsync(int port, string path, int connections, double seconds)
    {
        using var client = new WsManClient($"https://{IPAddress.Loopback}:{port}{path}",
            Credential.FromPassword(GateProcess.User, GateProcess.Password),
            new WsManClientOptions { Trust = new WsManTrust { Anyone = true }, Authentication = WsManAuthentication.Ntlm });
        var resource = WsManResource.Parse("Win32_OperatingSystem");
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => client.GetElementAsync(resource)));
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var count = 0L;
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; count++)
                await client.GetElementAsync(resource);
            return count;
        })));
        return counts.Sum() / seconds;
    }
}
