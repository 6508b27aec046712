using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Wmi;

/// <summary>`sekimori wmi ping`: the usual refusals are told apart.</summary>
[Trait("Size", "Large")]
public sealed class WmiPingTests(WmiHost host) : IClassFixture<WmiHost>
{
    [Fact]
    public async Task A_host_that_answers_has_every_step()
    {
        var (exitCode, output, error) = await host.AskAsync("ping");
        Assert.True(exitCode == 0, output + error);
        string[] steps = ["name", "route", "port", "resolver", "clock", "logon", "activation", "objects", "access", "namespace"];
        foreach (var step in steps)
            Assert.Matches($"(?m)^ok +{step} ", output);
        Assert.Contains("DCOM 5.7", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_user_is_the_logon_and_a_wrong_namespace_the_namespace()
    {
        var user = await Here.RunAsync("wmi", "ping", "127.0.0.1", "--user", "mallory", "--port", host.Port, "--json");
        Assert.Equal(("logon", "logon"), Failure(user));
        Assert.Equal(("notFound", "namespace"), Failure(await host.AskAsync("ping", "-n", "root/nope", "--json")));
    }

    [Fact]
    public async Task A_closed_port_an_unknown_name_and_a_silent_server_are_three_things()
    {
        var closed = ServeCommand.FreePorts(1)[0];
        Assert.Equal(("mapperClosed", $"port {closed}"), Failure(await PingAsync("127.0.0.1", closed)));
        Assert.Equal(("name", "name"), Failure(await PingAsync("no-such-host.invalid", 135)));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.Equal(("timeout", "resolver"), Failure(await PingAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port)));
    }

    private static Task<(int ExitCode, string Output, string Error)> PingAsync(string name, int port) =>
        Here.RunAsync("wmi", "ping", name, "--user", "alice", "--port", $"{port}", "--json", "--timeout", "2");

    private static (string Failure, string Step) Failure((int ExitCode, string Output, string Error) answer)
    {
        Assert.True(answer.ExitCode == 1, answer.Output + answer.Error);
        var json = JsonDocument.Parse(answer.Output).RootElement;
        var wrong = json.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("outcome").GetString() == "wrong");
        return (json.GetProperty("failure").GetString()!, wrong.GetProperty("step").GetString()!);
    }
}
