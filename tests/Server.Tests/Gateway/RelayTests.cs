using System.Net;
using Sekimori.Client.Rpc;
using Sekimori.Gate.Gateway.Relay;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.Storage.Vault;
using Sekimori.TestHost;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>RPC that ends at the gate: the caller logs on there, and the gate at the target.</summary>
[Trait("Size", "Large")]
public sealed class RelayTests
{
    private const string Secret = "Passw0rd.Lab1";

    // Clients ask the mapper without a logon; it is the gate's own, and names what is listed.
    private const string Policy = """
        version: 1
        default: deny
        audit: yes
        rules:
          - { name: mapper, target: host, interface: epmapper, do: allow }
          - { name: it, account: [alice, carol], target: host, do: allow }
        """;

    private static readonly string[] s_interfaces = ["rpcecho", "lsarpc", "samr", "dssetup", "drsuapi"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_goes_on_by_the_gates_own_logon_and_the_secret_is_nowhere()
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host);
        Assert.Equal(42u, await CallAsync(gate));
        // The end of the group runs the association down; its record follows.
        await Task.Delay(500, Token);
        var lines = await gate.StopAsync();
        Assert.Contains(lines, line => FollowTests.Has(line, "\"type\":\"call\"", "\"source\":\"gateway\"", "\"operation\":\"AddOne\"",
            "\"account\":\"alice\"", "\"target_name\":\"host\"", "\"level\":6", "\"policy_rule\":\"it\""));
        Assert.Contains(lines, line => FollowTests.Has(line, "\"name\":\"opened\"", @"as LAB\\Administrator", "\"account\":\"alice\""));
        Assert.Contains(lines, line => FollowTests.Has(line, "\"name\":\"ended\"", "the caller closed"));
        foreach (var file in Directory.EnumerateFiles(gate.DataFolder, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(Secret, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)),
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProtectionLevel.None)]
    [InlineData(ProtectionLevel.Connect)]
    [InlineData(ProtectionLevel.Packet)]
    [InlineData(ProtectionLevel.Integrity)]
    public async Task No_interface_is_reached_with_less_than_the_target_gets(ProtectionLevel level)
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host);
        foreach (var name in s_interfaces)
        {
            var known = InterfaceCatalogue.Find(name)[0];
            var (client, channel) = await ConnectAsync(gate, new(known.Uuid, known.Major, known.Minor), level);
            await using (client)
            {
                var denied = await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(0, default, null, Token));
                Assert.Equal(RpcStatus.AccessDenied, denied.Status);
            }
        }
        Assert.DoesNotContain(await gate.StopAsync(), line => line.Contains("\"name\":\"opened\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_integrity_for_the_target_integrity_is_enough()
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host, target => target with { RpcLevel = ProtectionLevel.Integrity });
        Assert.Equal(42u, await CallAsync(gate, ProtectionLevel.Integrity));
        await Assert.ThrowsAsync<RpcFaultException>(() => CallAsync(gate, ProtectionLevel.Connect));
    }

    [Fact]
    public async Task What_is_not_listed_is_not_served_and_what_the_policy_denies_is_not_called()
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host, target => target with { RpcInterfaces = [InterfaceCatalogue.Find("lsarpc")[0]] });
        await Assert.ThrowsAsync<RpcBindException>(() => CallAsync(gate));
        await using var other = await GateAsync(host, outer: "127.0.0.36");
        // bob's role is enough, and the policy has no rule for him.
        await Assert.ThrowsAnyAsync<Exception>(() => CallAsync(other, user: "bob"));
        Assert.DoesNotContain(await other.StopAsync(), line => line.Contains("\"name\":\"opened\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Operations_with_the_callers_own_session_key_are_denied_by_name()
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host);
        foreach (var (name, operation) in SessionKeyOperations.All)
        {
            var found = InterfaceCatalogue.Find(name);
            Assert.NotEmpty(found);
            var opnum = Enumerable.Range(0, 300).First(number => found[0].Operation(number) == operation);
            Assert.True(SessionKeyOperations.Contains(found[0], opnum));
            if (!s_interfaces.Contains(name)) continue;
            var (client, channel) = await ConnectAsync(gate, new(found[0].Uuid, found[0].Major, found[0].Minor), ProtectionLevel.Privacy);
            await using (client)
            {
                var denied = await Assert.ThrowsAsync<RpcFaultException>(
                    async () => await channel.CallAsync((ushort)opnum, new byte[64], null, Token));
                Assert.Equal(RpcStatus.AccessDenied, denied.Status);
            }
        }
        Assert.DoesNotContain(await gate.StopAsync(), line => line.Contains("\"name\":\"opened\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_removed_account_ends_its_association_with_the_target()
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host);
        var (client, channel) = await ConnectAsync(gate, IRpcEcho.Info.Id, ProtectionLevel.Privacy);
        await using var own = client;
        Assert.Equal(8u, await new RpcEchoClient(channel).AddOneAsync(7, Token));
        await ConnectTests.WaitAsync(() => gate.Journal.ReadAll().Count == 1);
        gate.Accounts.Remove("alice");
        await ConnectTests.WaitAsync(() => gate.Journal.ReadAll().Count == 0, 7);
        await Assert.ThrowsAnyAsync<Exception>(async () => await new RpcEchoClient(channel).AddOneAsync(7, Token));
        Assert.Contains(await gate.StopAsync(), line => FollowTests.Has(line, "\"name\":\"ended\"", "\"account\":\"alice\""));
    }

    [Fact]
    public async Task Without_ntlm_the_gate_gives_its_logon_to_nobody_who_has_no_ticket_for_it()
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host, target => target with { RpcNtlm = false });
        await Assert.ThrowsAsync<RpcFaultException>(() => CallAsync(gate));
        Assert.DoesNotContain(await gate.StopAsync(), line => line.Contains("\"name\":\"opened\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_is_gone_is_no_longer_served()
    {
        await using var host = await HostAsync();
        await using var gate = await GateAsync(host);
        var (client, channel) = await ConnectAsync(gate, IRpcEcho.Info.Id, ProtectionLevel.Privacy);
        await using var own = client;
        Assert.Equal(8u, await new RpcEchoClient(channel).AddOneAsync(7, Token));
        gate.Gateway = gate.Gateway with { Targets = [] };
        gate.Reread();
        await ConnectTests.WaitAsync(() => client.Remote is null || IsGone(channel), 8);
        Assert.True(await FollowedHost.IsClosedAsync(gate.Gateway.MapperPort));

        static bool IsGone(RpcChannel channel)
        {
            try
            {
                new RpcEchoClient(channel).AddOneAsync(1, Token).AsTask().GetAwaiter().GetResult();
                return false;
            }
            catch (Exception gone) when (gone is IOException or RpcFaultException)
            {
                return true;
            }
        }
    }

    [Fact]
    public async Task A_session_ends_when_its_target_closes_and_the_next_call_opens_another()
    {
        var host = await HostAsync();
        await using var gate = await GateAsync(host);
        var (client, channel) = await ConnectAsync(gate, IRpcEcho.Info.Id, ProtectionLevel.Privacy);
        await using var own = client;
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(8u, await new RpcEchoClient(channel).AddOneAsync(7, Token));
            await ConnectTests.WaitAsync(() => gate.Journal.ReadAll().Count == 1);
            var port = host.Mapper.Port;
            await host.DisposeAsync();
            await ConnectTests.WaitAsync(() => gate.Journal.ReadAll().Count == 0);
            host = await HostAsync(port);
        }
        await host.DisposeAsync();
        var lines = await gate.StopAsync();
        Assert.Equal(3, lines.Count(line => FollowTests.Has(line, "\"name\":\"opened\"", "\"account\":\"alice\"")));
        Assert.Equal(3, lines.Count(line => FollowTests.Has(line, "\"name\":\"ended\"", "the target closed")));
    }

    private static Task<TestHostServer> HostAsync(int port = 0) =>
        TestHostServer.StartAsync(new TestHostOptions { Address = FollowedHost.Inner, Port = port }, cancellationToken: Token);

    private static Task<RunningGate> GateAsync(
        TestHostServer host, Func<GatewayTarget, GatewayTarget>? change = null, string? outer = null) =>
        FollowedHost.StartGateAsync(host.Mapper.Port, Policy, target =>
        {
            target = target with
            {
                Rpc = RpcMode.Terminate,
                Vault = "inner",
                RpcNtlm = true,
                RpcInterfaces = [.. s_interfaces.Select(name => InterfaceCatalogue.Find(name)[0])],
                Outer = outer is null ? target.Outer : IPAddress.Parse(outer),
            };
            return change?.Invoke(target) ?? target;
        }, prepare: folder =>
        {
            var data = new DataFolder(folder);
            new VaultStore(data, new SecretProtection(data, new KeyWrapping())).Add("inner", @"LAB\Administrator", Secret);
        });

    private static async Task<uint> CallAsync(RunningGate gate, ProtectionLevel level = ProtectionLevel.Privacy, string user = "alice")
    {
        var (client, channel) = await ConnectAsync(gate, IRpcEcho.Info.Id, level, user);
        await using (client) return await new RpcEchoClient(channel).AddOneAsync(41, Token);
    }

    // From the mapper of the gate to the interface, as every client of RPC.
    private static async Task<(RpcClient Client, RpcChannel Channel)> ConnectAsync(
        RunningGate gate, SyntaxId called, ProtectionLevel level, string user = "alice")
    {
        var target = gate.Gateway.Targets[0];
        var mapper = new RpcBinding($"{target.Outer}", gate.Gateway.MapperPort);
        // What is not registered is asked for at the port of what is.
        var found = await EndpointResolver.MapAsync(mapper, called, Token);
        if (found.Count == 0)
        {
            var listed = target.RpcInterfaces[0];
            found = await EndpointResolver.MapAsync(mapper, new(listed.Uuid, listed.Major, listed.Minor), Token);
        }
        return await RpcClient.ConnectBoundAsync(found[0], called, level == ProtectionLevel.None
            ? new RpcClientOptions()
            : new RpcClientOptions
            {
                Security = new SecurityInitiator(PasswordCredential.Parse(user, RunningGate.Password)), Scheme = SecurityScheme.Ntlm,
                Level = level,
            }, Token);
    }
}
