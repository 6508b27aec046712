using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.TestHost.Interfaces;

namespace Sekimori.Bench.Gate;

/// <summary>One turn of samr calls with privacy by NTLM: a handle is opened and closed, on one connection and on eight.</summary>
internal static class SamrLoad
{
    /// <summary>The account of the host.</summary>
    public const string User = "Administrator";

    // MAXIMUM_ALLOWED ([MS-SAMR] 2.2.1.1).
    private const uint Access = 0x0200_0000;

    /// <param name="mapper">The endpoint mapper.</param>
    /// <param name="user">The user there.</param>
    /// <param name="seconds">How long each figure takes.</param>
    public static async Task<int> RunAsync(IPEndPoint mapper, string user, double seconds)
    {
        var one = await CallsAsync(mapper, user, 1, seconds);
        var eight = await CallsAsync(mapper, user, 8, seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one:0} {eight:0}"));
        return 0;
    }

    private static async Task<double> CallsAsync(IPEndPoint mapper, string user, int connections, double seconds)
    {
        var found = await EndpointResolver.MapAsync(new RpcBinding($"{mapper.Address}", mapper.Port), ISamRpc.Info.Id);
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var (client, channel) = await RpcClient.ConnectBoundAsync(found[0], ISamRpc.Info.Id, new RpcClientOptions
            {
                Security = new SecurityInitiator(PasswordCredential.Parse(user, GateProcess.Password)), Scheme = SecurityScheme.Ntlm,
                Level = ProtectionLevel.Privacy,
            }, CancellationToken.None);
            await using var own = client;
            var (samr, count) = (new SamRpcClient(channel), 0L);
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; count += 2)
            {
                var opened = await samr.SamrConnectAsync(null, Access, CancellationToken.None);
                await samr.SamrCloseHandleAsync(opened.Handle, CancellationToken.None);
            }
            return count;
        })));
        return counts.Sum() / seconds;
    }
}
