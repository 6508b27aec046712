using System.Text.Json;
using Sekimori.App.Tests.Kit;
using Sekimori.App.Wmi;
using Sekimori.Client.Rpc;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan.Probe;
using Sekimori.Dcom.Resolver;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Tests.Client.Wmi;

namespace Sekimori.App.Tests.Wmi;

/// <summary>
/// `sekimori wmi ping` against servers that refuse in the ways that Windows does: each has its own name and its own step.
/// </summary>
[Trait("Size", "Large")]
public sealed class WmiPingRefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    static WmiPingRefusalTests() => Environment.SetEnvironmentVariable("SEKIMORI_PASSWORD", WmiHost.Password);

    [Fact]
    public async Task Rights_are_told_apart_by_where_they_are_missing()
    {
        await using var fake = await FakeWmi.StartAsync(WmiHost.Password);
        fake.Activation = _ => ComStatus.AccessDenied;
        Assert.Equal(("launchRight", "activation"), await PingAsync(fake.Port));
        fake.Activation = _ => throw new RpcFaultException(RpcStatus.AccessDenied, "as the test wants");
        Assert.Equal(("launchRight", "activation"), await PingAsync(fake.Port));
        fake.Activation = _ => 0;
        fake.Login = _ => throw new RpcFaultException(RpcStatus.AccessDenied, "as the test wants");
        Assert.Equal(("accessRight", "access"), await PingAsync(fake.Port));
        fake.Login = _ => 0x80041003;
        Assert.Equal(("namespaceRight", "namespace"), await PingAsync(fake.Port));
        Assert.Equal(("namespaceRight", "namespace"), await PingAsync(fake.Port, "--level", "integrity"));
    }

    [Fact]
    public async Task A_namespace_that_wants_encryption_is_the_level()
    {
        await using var fake = await FakeWmi.StartAsync(WmiHost.Password);
        fake.Login = call => call.Caller.Level < ProtectionLevel.Privacy ? 0x80041003 : 0u;
        Assert.Equal(("level", "namespace"), await PingAsync(fake.Port, "--level", "integrity"));
        Assert.Equal(0, (await Here.RunAsync(Line(fake.Port))).ExitCode);
    }

    [Fact]
    public async Task Another_version_is_the_version()
    {
        await using var fake = await FakeWmi.StartAsync(WmiHost.Password);
        fake.Activation = _ => throw new RpcFaultException(ComStatus.VersionMismatch, "as the test wants");
        Assert.Equal(("version", "activation"), await PingAsync(fake.Port));
        await using var later = await FakeWmi.StartAsync(WmiHost.Password, new Scripted(IObjectExporter.Info,
            (RpcCall _, ref NdrWriter writer) =>
            {
                // ServerAlive2 of a server of DCOM 6.0: version, no bindings, reserved, status.
                writer.WriteUInt16(6);
                writer.WriteUInt16(0);
                writer.WriteReferent(false);
                writer.WriteUInt32(0);
                writer.WriteUInt32(0);
            }));
        Assert.Equal(("version", "resolver"), await PingAsync(later.Port));
    }

    [Fact]
    public async Task An_address_without_a_route_is_no_closed_port()
    {
        // TCP does not connect to a group of hosts: the system says so, and sends nothing.
        Assert.Equal(("noRoute", "route"), Failure(
            await Here.RunAsync("wmi", "ping", "224.0.0.1", "--user", "alice", "--json", "--timeout", "2")));
    }

    [Theory]
    [InlineData(SecurityScheme.Kerberos, 600, "clock", WmiFailure.Clock)]
    [InlineData(SecurityScheme.Kerberos, -600, "clock", WmiFailure.Clock)]
    // A password may be used with NTLM, which compares no clocks.
    [InlineData(null, 600, null, null)]
    [InlineData(SecurityScheme.Ntlm, 600, null, null)]
    public async Task Clocks_that_differ_are_found_before_the_logon(
        SecurityScheme? scheme, int seconds, string? wrong, WmiFailure? failure)
    {
        await using var fake = await FakeWmi.StartAsync(WmiHost.Password);
        var ping = new WmiPing(new RpcBinding("127.0.0.1", fake.Port), Credential.FromPassword(@"LAB\alice", WmiHost.Password),
            new() { Scheme = scheme, Port = fake.Port, Timeout = TimeSpan.FromSeconds(10) }, new Shifted(TimeSpan.FromSeconds(seconds)));
        var steps = await ping.RunAsync(Token).ToListAsync(Token);
        Assert.Equal(failure, ping.Failure);
        Assert.Equal(wrong, steps.SingleOrDefault(step => step.Outcome == ProbeOutcome.Bad)?.Name);
        if (scheme == SecurityScheme.Ntlm) return;
        var clock = steps.Single(step => step.Name == "clock");
        Assert.Contains(seconds > 0 ? "600 s behind" : "600 s ahead", clock.Finding, StringComparison.Ordinal);
    }

    private static async Task<(string Failure, string Step)> PingAsync(int port, params string[] more) =>
        Failure(await Here.RunAsync([.. Line(port), "--json", .. more]));

    private static string[] Line(int port) => ["wmi", "ping", "127.0.0.1", "--user", @"LAB\alice", "--port", $"{port}", "--timeout", "10"];

    private static (string Failure, string Step) Failure((int ExitCode, string Output, string Error) answer)
    {
        Assert.True(answer.ExitCode == 1, answer.Output + answer.Error);
        var json = JsonDocument.Parse(answer.Output).RootElement;
        var wrong = json.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("outcome").GetString() == "wrong");
        return (json.GetProperty("failure").GetString()!, wrong.GetProperty("step").GetString()!);
    }

    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
