using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.TestKit;
using Sekimori.WsMan.Operations;

namespace Sekimori.Hosting.Tests.Guarding;

/// <summary>What a rule with hours or days allows ends with its hour, whoever says nothing more meanwhile.</summary>
public sealed class HoursTests
{
    private const string WorkingHours = "version: 1\nrules: [{ name: working hours, from: loopback, hours: 8:00-18:00, do: allow }]\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WorkingHours)]
    [InlineData("version: 1\ndefault: allow\nrules: [{ name: not at night, hours: 18:00-8:00, account: alice, do: deny }]\n")]
    public async Task An_idle_RPC_connection_ends_when_its_hour_does_and_that_is_on_record(string policy)
    {
        var clock = new MovedClock();
        await using var server = await GuardedServer.StartAsync(policy, clock: clock);
        await using var client = await RpcClient.ConnectAsync(server.Running.Binding, new RpcClientOptions
        {
            Security = Credentials.Initiator(), Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy, Target = "host/host.lab.test",
        }, Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        await channel.CallAsync(0, default, null, Token);
        clock.Move(TimeSpan.FromMinutes(2));
        await Task.Delay(TimeSpan.FromSeconds(2.5), Token);
        await channel.CallAsync(0, default, null, Token);
        Assert.Equal(1, server.Running.Server.ConnectionCount);

        clock.Move(TimeSpan.FromHours(7));
        for (var i = 0; i < 100 && server.Running.Server.ConnectionCount > 0; i++) await Task.Delay(50, Token);
        Assert.Equal(0, server.Running.Server.ConnectionCount);
        Assert.Contains(await server.StopAsync(), line => line.Contains("\"verdict\":\"deny\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shell_and_an_enumeration_end_when_their_hour_does()
    {
        var (clock, watch) = (new MovedClock(), new Recording());
        await using var server = new ReadingServer(WorkingHours, clock: clock, owners: watch);
        await server.OpenShellAsync();
        await server.SendAsync(ReadingServer.Envelope(ReadingServer.Enumeration + "Enumerate", ReadingServer.Cimv2 + "Win32_Process", "<n:Enumerate/>"));
        Assert.Equal((1, 1), server.Service.Open);
        clock.Move(TimeSpan.FromHours(5));
        server.Service.Tick(DateTimeOffset.UtcNow);
        Assert.Equal((1, 1), server.Service.Open);
        clock.Move(TimeSpan.FromHours(2));
        server.Service.Tick(DateTimeOffset.UtcNow);
        Assert.Equal((0, 0), server.Service.Open);
        Assert.Equal(2, watch.Ended.Count(line => line.EndsWith("at this hour", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_policy_that_is_only_tried_out_ends_nothing()
    {
        var clock = new MovedClock();
        await using var server = new ReadingServer(WorkingHours.Replace("version: 1", "version: 1\nmode: audit-only", StringComparison.Ordinal), clock: clock, owners: new Recording());
        await server.OpenShellAsync();
        clock.Move(TimeSpan.FromHours(9));
        server.Service.Tick(DateTimeOffset.UtcNow);
        Assert.Equal(1, server.Service.Open.Shells);
    }

    private sealed class Recording : IOwnerWatch
    {
        public List<string> Ended { get; } = [];

        public string? WhyNot(Caller owner) => null;

        void IOwnerWatch.Ended(Caller owner, string what, string why) => Ended.Add($"{owner.Account}: {what}: {why}");
    }
}
