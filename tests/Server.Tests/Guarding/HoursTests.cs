using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Client.Rpc;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Security;
using Sekimori.Server.Listening;
using Sekimori.Server.Tests.Guarding.Reading;
using Sekimori.Server.Tests.WsMan;
using Sekimori.Server.WsMan;
using Sekimori.TestKit;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.Tests.Guarding;

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
            Security = Credentials.Initiator(), Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy,
            Target = "host/host.lab.test",
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

    [Theory]
    [InlineData(WorkingHours)]
    [InlineData("version: 1\ndefault: allow\nrules: [{ name: not at night, hours: 18:00-8:00, account: anna, do: deny }]\n")]
    public async Task An_idle_WSMan_connection_ends_when_its_hour_does_and_that_is_on_record(string policy)
    {
        var clock = new MovedClock();
        await using var server = new ReadingServer(policy, clock: clock);
        var handler = new WsManHandler(server.Service, [new AnyLogon()], NullLogger<WsManHandler>.Instance, new WsManGuard(server.Guard));
        using var sockets = new ListenSockets();
        var ends = sockets.OpenAll([IPAddress.Loopback], 0);
        await using var port = await WsManPort.OpenAsync(ends, sockets, "wsman", listen =>
            listen.UseGuard(server.Guard, Transport.Http), handler.HandleAsync, NullLoggerFactory.Instance);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(ends[0], Token);
        var stream = client.GetStream();
        var body = Encoding.UTF8.GetBytes(
            ReadingServer.Envelope(ReadingServer.Enumeration + "Enumerate", ReadingServer.Cimv2 + "Win32_Process", "<n:Enumerate/>"));
        var head =
            $"POST /wsman HTTP/1.1\r\nHost: h\r\nAuthorization: Any\r\nContent-Type: " +
            $"application/soap+xml;charset=UTF-8\r\nContent-Length: {body.Length}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], Token);
        var answer = new byte[64 * 1024];
        var got = await stream.ReadAsync(answer, Token);
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(answer, 0, got), StringComparison.Ordinal);

        // Within its hours it stays, and later it ends though its client says nothing.
        clock.Move(TimeSpan.FromMinutes(2));
        handler.Tick(clock.GetUtcNow());
        await Task.Delay(200, Token);
        Assert.True(client.Connected && (client.Available > 0 || !client.Client.Poll(0, SelectMode.SelectRead)),
            "the connection ended before its hour");
        clock.Move(TimeSpan.FromHours(7));
        // The first look may come while the request is still being put away.
        for (var tries = 0; tries < 3; tries++)
        {
            handler.Tick(clock.GetUtcNow());
            clock.Move(TimeSpan.FromMinutes(1));
            await Task.Delay(50, Token);
        }

        Assert.True(await EndsAsync(stream, answer), "the connection is open after its hour");
        await server.StopAsync();
        Assert.Contains(server.Recorded, line => line.TryGetProperty("verdict", out var verdict) && verdict.GetString() == "deny"
            && line.GetProperty("type").GetString() is "connect" or "logon");
    }

    private static async Task<bool> EndsAsync(NetworkStream stream, byte[] buffer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_shell_and_an_enumeration_end_when_their_hour_does()
    {
        var (clock, watch) = (new MovedClock(), new Recording());
        await using var server = new ReadingServer(WorkingHours, clock: clock, owners: watch);
        await server.OpenShellAsync();
        await server.SendAsync(
            ReadingServer.Envelope(ReadingServer.Enumeration + "Enumerate", ReadingServer.Cimv2 + "Win32_Process", "<n:Enumerate/>"));
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
        await using var server = new ReadingServer(
            WorkingHours.Replace("version: 1", "version: 1\nmode: audit-only", StringComparison.Ordinal), clock: clock,
            owners: new Recording());
        await server.OpenShellAsync();
        clock.Move(TimeSpan.FromHours(9));
        server.Service.Tick(DateTimeOffset.UtcNow);
        Assert.Equal(1, server.Service.Open.Shells);
    }

    private sealed class Recording : IOwnerWatch
    {
        public List<string> Ended { get; } = [];

        public string? FindDenialReason(Caller owner) => null;

        void IOwnerWatch.Ended(Caller owner, string what, string why) => Ended.Add($"{owner.Account}: {what}: {why}");
    }
}
