using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sekimori.Client.Rpc;
using Sekimori.TestKit;

namespace Sekimori.Interop.Guard;

/// <summary>The counters of a running server, read by Prometheus' own tool.</summary>
[Trait("Peer", "prometheus")]
public sealed class PromtoolTests
{
    private const string Promtool = "/usr/bin/promtool";

    [Fact]
    public async Task Promtool_has_nothing_to_say_against_the_counters()
    {
        if (!File.Exists(Promtool)) Assert.Skip("promtool is not installed (Debian: prometheus)");
        var port = FreePort.At(IPAddress.Loopback);
        await using var gate = await GuardedGate.StartAsync($"metrics: {{ port: {port} }}\n");
        await EndpointMapReader.ReadAsync(new RpcBinding(GuardedGate.Address, gate.RpcPort), null, TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        var text = "";
        for (var tries = 0; tries < 100 && !text.Contains("sekimori_duration_seconds_bucket", StringComparison.Ordinal); tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), TestContext.Current.CancellationToken);
        }
        Assert.Contains("sekimori_observations_total{type=\"call\",transport=\"tcp\"} ", text);
        using var tool = Process.Start(
            new ProcessStartInfo(Promtool, ["check", "metrics"])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true
            })!;
        await tool.StandardInput.WriteAsync(text);
        tool.StandardInput.Close();
        var said = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(tool.ExitCode == 0 && said.Length == 0, said);
    }
}
