using System.Diagnostics;
using Sekimori.Cim.Model;
using Sekimori.Client.WsMan;
using Sekimori.Client.Wmi;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Bench.Wmi;

/// <summary>Our own clients as programs use them, in a process of its own.</summary>
internal static class LiveLoad
{
    /// <summary>Seconds after which two processors have compiled what a logon runs.</summary>
    private const double WarmUp = 6;

    public static Credential Credential { get; } =
        Credential.FromPassword($@"{Bench.Rpc.Servers.Domain}\{Bench.Rpc.Servers.User}", Bench.Rpc.Servers.Password);

    /// <summary>Whole answers, one after the other on one connection.</summary>
    /// <returns>Rows a second, and how many there were.</returns>
    public static async Task<string> RowsAsync(string door, string address, int port, double seconds)
    {
        if (door == "wsman")
        {
            using var client = new WsManClient(
                $"http://{address}:{port}", Credential, new() { Authentication = WsManAuthentication.Ntlm });
            return await CountAsync(() => client.EnumerateAsync($"root/cimv2/{LiveServer.Class}"), seconds);
        }

        await using var wmi = await WmiClient.ConnectAsync(address, Credential, Options(port));
        return await CountAsync(() => wmi.QueryAsync($"SELECT * FROM {LiveServer.Class}"), seconds);
    }

    /// <summary>Connect, activate, log on, query, first row, release.</summary>
    /// <returns>How often in a second, and in all, with those before the clock ran.</returns>
    public static async Task<string> LogonsAsync(string address, int port, double seconds)
    {
        // Before the clock runs: this is much code, and in its first seconds the compiler has more of the processors than the calls have.
        var (before, _) = await CountLogonsAsync(address, port, Math.Max(seconds, WarmUp));
        var (all, time) = await CountLogonsAsync(address, port, seconds);
        return FormattableString.Invariant($"{all / time:0.0} {before + all}");
    }

    private static async Task<(long All, double Seconds)> CountLogonsAsync(string address, int port, double seconds)
    {
        long all = 0;
        var time = Stopwatch.StartNew();
        while (time.Elapsed.TotalSeconds < seconds)
        {
            await using var wmi = await WmiClient.ConnectAsync(address, Credential, Options(port));
            await foreach (var _ in wmi.QueryAsync($"SELECT * FROM {LiveServer.Class}"))
                break;
            all++;
        }

        return (all, time.Elapsed.TotalSeconds);
    }

    public static WmiClientOptions Options(int port, string space = "root/cimv2") => new()
    {
        Port = port, Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy, Target = "host/dc1.lab.test", Namespace = space,
    };

    private static async Task<string> CountAsync(Func<IAsyncEnumerable<CimInstance>> enumerate, double seconds)
    {
        long all = 0;
        var time = Stopwatch.StartNew();
        while (time.Elapsed.TotalSeconds < seconds)
        {
            var rows = 0;
            await foreach (var _ in enumerate())
                rows++;
            if (rows != LiveServer.Rows)
                throw new InvalidOperationException($"{rows} rows, not {LiveServer.Rows}");
            all += rows;
        }

        return FormattableString.Invariant($"{all / time.Elapsed.TotalSeconds:0.0} {all}");
    }
}
