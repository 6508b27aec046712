using System.Net;
using System.Net.Sockets;
using Sekimori.Client.WsMan;
using Sekimori.Guard.Connect;
using Sekimori.Rpc;
using Sekimori.Rpc.Pdu;
using Sekimori.Rpc.Towers;
using Sekimori.Samples.RpcEcho;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>What follow must not become: a way for others than those who have logged on, or to others than the target.</summary>
[Trait("Size", "Large")]
public sealed class FollowAttackTests
{
    private static readonly WirePdus Wire = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_is_open_to_the_address_that_asked_and_to_no_other()
    {
        await using var at = await FollowedHost.StartAsync();
        await using var login = await at.LogInAsync();
        await at.MapAsync();
        foreach (var port in (int[])[at.Dynamic, at.Mapper])
            Assert.True(await FollowedHost.IsClosedAsync(port, from: "127.0.0.99"));
        using var own = await FollowedHost.DialAsync(at.Dynamic);
        await own.SendAsync(Wire.Bind(1, (0, IRpcEcho.Info.Id)), Token);
        Assert.Equal((byte)PduType.BindAck, (await FollowedHost.ReadPduAsync(own))[2]);
    }

    [Fact]
    public async Task A_second_user_after_the_first_has_logged_off_inherits_nothing()
    {
        await using var at = await FollowedHost.StartAsync();
        var login = await at.LogInAsync();
        await at.MapAsync();
        using var left = await FollowedHost.DialAsync(at.Dynamic);
        await left.SendAsync(Wire.Bind(1, (0, IRpcEcho.Info.Id)), Token);
        Assert.NotEmpty(await FollowedHost.ReadPduAsync(left));
        await login.DisposeAsync();
        // The connection that was left open, the port, and the mapper.
        Assert.Empty(await FollowedHost.ReadAsync(left, 1));
        Assert.True(await FollowedHost.IsClosedAsync(at.Dynamic));
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
        // With a logon of its own it has the mapper, and none of the first one's ports.
        await using var second = await at.LogInAsync("carol");
        Assert.True(await FollowedHost.IsClosedAsync(at.Dynamic));
        await at.MapAsync();
        Assert.Equal(42u, await at.CallAsync());
        Assert.DoesNotContain(await at.Gate.StopAsync(), line => FollowTests.Has(line, "\"account\":\"alice\"", "\"level\":6",
            "\"type\":\"call\""));
    }

    [Fact]
    public async Task Two_accounts_at_one_address_have_the_connector_only()
    {
        await using var at = await FollowedHost.StartAsync();
        await using var first = await at.LogInAsync();
        // The same account may log on for more.
        await using var again = await at.LogInAsync();
        await at.MapAsync();
        var held = first.HoldAsync(Token);
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => at.LogInAsync("carol"));
        Assert.Contains("use the connector", refused.Message, StringComparison.Ordinal);
        Assert.Contains("two accounts", await held.WaitAsync(TimeSpan.FromSeconds(5), Token), StringComparison.Ordinal);
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
        Assert.True(await FollowedHost.IsClosedAsync(at.Dynamic));
        // Neither of them comes back so soon.
        await Assert.ThrowsAsync<WsManClientException>(() => at.LogInAsync());
        await (await at.Gate.Client().OpenAsync("host", at.Dynamic, Token)).DisposeAsync();
    }

    [Fact]
    public async Task An_address_of_many_callers_has_the_connector_only()
    {
        await using var at = await FollowedHost.StartAsync(change: settings => settings with { Nat = AddressList.Parse("127.0.0.0/24") });
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => at.LogInAsync());
        Assert.Contains("gateway: nat", refused.Message, StringComparison.Ordinal);
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
    }

    [Fact]
    public async Task A_mapper_opens_ports_of_the_settings_and_of_its_own_host_whatever_it_says()
    {
        // A host behind the gate that somebody has taken over.
        using var hostile = new TcpListener(FollowedHost.Inner, 0);
        hostile.Start();
        var mapper = ((IPEndPoint)hostile.LocalEndpoint).Port;
        using var listed = new TcpListener(FollowedHost.Inner, 0);
        listed.Start();
        var port = ((IPEndPoint)listed.LocalEndpoint).Port;
        await using var gate = await FollowedHost.StartGateAsync(mapper, FollowedHost.AliceAndCarol,
            target => target with { Ports = [new((ushort)mapper, (ushort)mapper), new((ushort)port, (ushort)port)] });
        await using var login = await Sekimori.Client.Gateway.GatewayLogin.OpenAsync(gate.Client(), "host", mapper, null, Token);
        using var client = await FollowedHost.DialAsync(mapper);
        using var server = await hostile.AcceptSocketAsync(Token);
        // Before any question, for a call that was not made, and for one that names no ports.
        byte[] towers = [.. Tower(port), .. Tower(22), .. Tower(mapper)];
        await SendBackAsync(Wire.Response(9, towers));
        await SendAsync(Wire.Bind(1, (0, WirePdus.Mapper)));
        await SendBackAsync(Wire.Ack(1, true));
        await SendAsync(Wire.Request(2, 0, 4));
        await SendBackAsync(Wire.Response(2, towers));
        Assert.True(await FollowedHost.IsClosedAsync(port));
        // Asked for: of three ports one is listed, and none of another host.
        await SendAsync(Wire.Request(3, 0, 3));
        await SendBackAsync(Wire.Response(3, towers));
        using var open = await FollowedHost.DialAsync(port);
        using var through = await listed.AcceptSocketAsync(Token);
        Assert.Equal(FollowedHost.Inner, ((IPEndPoint)through.LocalEndPoint!).Address);
        Assert.True(await FollowedHost.IsClosedAsync(22));
        var line = Assert.Single(await gate.StopAsync(), line => line.Contains("opened ports", StringComparison.Ordinal));
        Assert.DoesNotContain("tcp:22", line, StringComparison.Ordinal);

        async Task SendAsync(byte[] pdu)
        {
            await client.SendAsync(pdu, Token);
            Assert.Equal(pdu, await FollowedHost.ReadAsync(server, pdu.Length));
        }

        async Task SendBackAsync(byte[] pdu)
        {
            await server.SendAsync(pdu, Token);
            Assert.Equal(pdu, await FollowedHost.ReadAsync(client, pdu.Length));
        }
    }

    [Fact]
    public async Task What_is_denied_reaches_the_target_in_no_form()
    {
        using var target = new TcpListener(FollowedHost.Inner, 0);
        target.Start();
        var port = ((IPEndPoint)target.LocalEndpoint).Port;
        await using var gate = await FollowedHost.StartGateAsync(port, """
            version: 1
            default: deny
            rules:
              - { name: no replication, target: host, interface: drsuapi, do: deny }
              - { name: no passwords, target: host, interface: samr, operation: SamrSetInformationUser2, do: deny }
              - { name: it, account: alice, target: host, do: allow }
            """, target => target with { Ports = [new((ushort)port, (ushort)port)] });
        await using var login = await Sekimori.Client.Gateway.GatewayLogin.OpenAsync(gate.Client(), "host", port, null, Token);
        var (samr, drsuapi) = (WirePdus.Samr, WirePdus.Drsuapi);
        var big = new WirePdus(isBigEndian: true);
        byte[][][] attempts =
        [
            // The interface in a bind, beside another one, in either byte order, with several transfer syntaxes, in a second bind.
            [Wire.Bind(1, (0, drsuapi))],
            [Wire.Bind(1, (0, samr), (1, drsuapi))],
            [big.Bind(1, (0, samr), (1, drsuapi))],
            [Wire.Bind(PduType.Bind, 1, 3, [(0, samr), (1, drsuapi)], transfers: 5)],
            [Wire.Bind(1, (0, samr)), Wire.Bind(2, (1, drsuapi))],
            [Wire.Bind(1, (0, samr)), Wire.Request(2, 0, 5), Wire.Bind(3, (1, drsuapi))],
            // In an alter_context, also under a number that is in use.
            [Wire.Bind(1, (0, samr)), Wire.Alter(2, (1, drsuapi))],
            [Wire.Bind(1, (0, samr)), Wire.Alter(2, (0, drsuapi))],
            // The operation: in a second context of the interface, in a fragment that is not the first.
            [Wire.Bind(1, (0, samr), (5, samr)), Wire.Request(2, 5, 58)],
            [Wire.Bind(1, (0, samr)), Wire.Request(2, 0, 5, new byte[8], flags: 1), Wire.Request(2, 0, 58, new byte[8], flags: 2)],
            [Wire.Bind(1, (0, samr)), big.Request(2, 0, 58)],
            [Wire.Bind(1, (0, samr)), Wire.Request(2, 0, 58, new byte[8], trailer: (10, 6, 1))],
            // A token that hides the second context from those who believe its length.
            [Wire.Bind(1, (0, samr)), Hiding(Wire.Alter(2, (1, samr), (2, drsuapi)))],
        ];
        for (var at = 0; at < attempts.Length; at++)
        {
            foreach (var isOneSegment in (bool[])[true, false])
            {
                using var client = await FollowedHost.DialAsync(port);
                using var server = await target.AcceptSocketAsync(Token);
                var allowed = attempts[at][..^1].SelectMany(pdu => pdu).ToArray();
                byte[] all = [.. allowed, .. attempts[at][^1], .. Wire.Request(9, 0, 5)];
                if (isOneSegment) await client.SendAsync(all, Token);
                else
                {
                    for (var one = 0; one < all.Length; one += 7)
                        await client.SendAsync(all.AsMemory(one, Math.Min(7, all.Length - one)), Token);
                }
                var answer = await FollowedHost.ReadPduAsync(client);
                Assert.True(answer.Length > 0 && answer[2] is (byte)PduType.Fault or (byte)PduType.BindNak, $"attempt {at}: no denial");
                client.Shutdown(SocketShutdown.Send);
                // What was allowed has arrived, and of a connection that goes on what came after the denied call.
                var arrived = await FollowedHost.ReadAsync(server, 4096);
                Assert.True(arrived.AsSpan().SequenceEqual(allowed)
                    || arrived.AsSpan().SequenceEqual((byte[])[.. allowed, .. Wire.Request(9, 0, 5)]),
                    $"attempt {at}: {arrived.Length} bytes");
            }
        }

        static byte[] Hiding(byte[] pdu)
        {
            pdu[10] = 40;
            return pdu;
        }
    }

    [Fact]
    public async Task A_header_without_its_body_is_not_passed_on_and_has_an_end()
    {
        await using var at = await FollowedHost.StartAsync(change: settings => settings with { PduTimeout = TimeSpan.FromSeconds(2) });
        await using var login = await at.LogInAsync();
        using var socket = await FollowedHost.DialAsync(at.Mapper);
        // 64 KB are announced, and never come.
        await socket.SendAsync((byte[])[5, 0, 0, 3, 0x10, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0], Token);
        Assert.Empty(await FollowedHost.ReadAsync(socket, 1));
        var line = Assert.Single(await at.Gate.StopAsync(),
            line => FollowTests.Has(line, "a PDU was not whole within", "\"type\":\"session\""));
        Assert.Contains("\"sent\":\"0\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logon_whose_caller_is_gone_without_a_word_ends()
    {
        await using var at = await FollowedHost.StartAsync(change: settings => settings with { LoginSilence = TimeSpan.FromSeconds(2) });
        // It opens, and says nothing more: its connection stays open.
        await using var login = await at.LogInAsync();
        await at.MapAsync();
        await ConnectTests.WaitAsync(() => at.Gate.Journal.ReadAll().All(note => note.Kind != "login"), 8);
        Assert.True(await FollowedHost.IsClosedAsync(at.Mapper));
    }

    [Fact]
    public async Task What_is_not_rpc_reaches_the_target_at_most_once()
    {
        await using var at = await FollowedHost.StartAsync();
        await using var login = await at.LogInAsync();
        using var socket = await FollowedHost.DialAsync(at.Mapper);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: dc1\r\n\r\n"u8.ToArray(), Token);
        var answer = await FollowedHost.ReadPduAsync(socket);
        // The host's own answer, if it has one; then the end.
        Assert.True(answer.Length == 0 || answer[2] == (byte)PduType.BindNak);
        Assert.Empty(await FollowedHost.ReadAsync(socket, 1, 8000));
    }

    private static byte[] Tower(int port) =>
        [.. new byte[20], .. new TowerBinding(IRpcEcho.Info.Id, SyntaxId.Ndr20, ProtocolSequence.Tcp, $"{port}", "192.0.2.1").ToTower()
            .Octets.Span, .. new byte[8]];
}
