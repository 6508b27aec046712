using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sekimori.Client.Gateway;
using Sekimori.Client.Rpc;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Rpc.Towers;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.TestHost;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>A target's ports on a loopback address: unmodified RPC through the gate.</summary>
[Trait("Size", "Large")]
public sealed class ConnectorTests
{
    private static readonly IPAddress There = IPAddress.Parse("127.0.0.22");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_mapper_names_is_opened_and_calls_go_through()
    {
        await using var host = await TestHostServer.StartAsync(
            new TestHostOptions { Address = RunningGate.Here, Port = 0 }, cancellationToken: Token);
        await using var gate = await StartAsync(host);
        var reports = new ConcurrentQueue<string>();
        await using var connector = Connect(gate, host, reports);
        Assert.Equal([host.Mapper.Port], connector.Ports);

        var mapped = await EndpointMapReader.ReadAsync(new RpcBinding($"{There}", host.Mapper.Port), null, Token);
        var ports = host.Dynamic.Select(end => end.Port).Order().ToList();
        Assert.NotEmpty(mapped);
        Assert.Equal(ports, connector.Ports.Except([host.Mapper.Port]));

        // Sealed calls, from a mapper's answer to the interface, as every RPC client makes them.
        var (client, channel) = await RpcClient.ConnectAsync(new RpcBinding($"{There}", ports[0]), IRpcEcho.Info.Id,
            new RpcClientOptions
            {
                Security = new SecurityInitiator(new PasswordCredential("Administrator", "LAB", "Passw0rd.Lab1")),
                Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy,
            }, Token);
        await using (client) Assert.NotNull(channel);
        Assert.Contains(await gate.StopAsync(), line => line.Contains($"\"server_port\":{ports[0]}", StringComparison.Ordinal)
            && line.Contains("\"name\":\"opened\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_is_reported_and_closes_the_stream()
    {
        await using var host = await TestHostServer.StartAsync(
            new TestHostOptions { Address = RunningGate.Here, Port = 0 }, cancellationToken: Token);
        await using var gate = await StartAsync(host);
        var reports = new ConcurrentQueue<string>();
        await using var connector = new Connector(gate.Client("bob"), "host", new ConnectorOptions
        {
            Listen = There, Ports = [host.Mapper.Port], MapperPort = host.Mapper.Port, Report = reports.Enqueue,
        });
        connector.Start();
        using var client = new TcpClient();
        await client.ConnectAsync(There, host.Mapper.Port, Token);
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Token));
        Assert.Contains(reports, line => line.Contains("does not allow it to bob", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_user_of_the_machine_does_not_use_it()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/setpriv")) Assert.Skip("needs root and setpriv");
        await using var host = await TestHostServer.StartAsync(
            new TestHostOptions { Address = RunningGate.Here, Port = 0 }, cancellationToken: Token);
        await using var gate = await StartAsync(host);
        var reports = new ConcurrentQueue<string>();
        await using var connector = Connect(gate, host, reports);
        using var other = Process.Start("/usr/bin/setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups", "/bin/bash", "-c",
            $"exec 3<>/dev/tcp/{There}/{host.Mapper.Port}; read -u 3"]);
        await other.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Contains(reports, line => line.Contains("another user's", StringComparison.Ordinal));
        Assert.DoesNotContain(await gate.StopAsync(), line => line.Contains("\"name\":\"opened\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_gates_certificate_must_be_trusted(bool isPinned)
    {
        await using var gate = await RunningGate.StartAsync();
        var client = new GatewayClient(new Uri($"https://{RunningGate.Here}:{gate.Port}"), new WsManClientOptions
        {
            UserName = "alice", Password = RunningGate.Password, Authentication = WsManAuthentication.Basic,
            Trust = new WsManTrust { Fingerprint = isPinned ? new string('0', 64) : null },
        });
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => client.OpenAsync("echo", gate.Target.Port, Token));
        Assert.Equal(WsManFailure.Tls, refused.Failure);
        // Nothing of the logon has been sent.
        Assert.DoesNotContain(await gate.StopAsync(), line => line.Contains("\"type\":\"logon\"", StringComparison.Ordinal));
    }

    [Fact]
    public void The_mappers_answers_are_read_in_any_pieces_and_other_bytes_name_nothing()
    {
        var answer = Answer(49664, 49700);
        foreach (var size in (int[])[1, 3, 16, 100, answer.Length])
        {
            var (watch, ports) = (new MapperWatch(), new List<int>());
            for (var at = 0; at < answer.Length; at += size)
            {
                // Nothing is named before the answer is whole.
                var found = watch.Take(answer.AsSpan(at, Math.Min(size, answer.Length - at)));
                Assert.True(found.Count == 0 || at + size >= answer.Length);
                ports.AddRange(found);
            }
            Assert.Equal([49664, 49700], ports.Order());
        }
        var random = new Random(14);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = answer.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var (whole, pieces, parted) = (new MapperWatch().Take(bytes), new MapperWatch(), new HashSet<int>());
            for (var at = 0; at < bytes.Length; at += 7) parted.UnionWith(pieces.Take(bytes.AsSpan(at, Math.Min(7, bytes.Length - at))));
            Assert.Equal(whole.Order(), parted.Order());
            Assert.All(whole, port => Assert.InRange(port, 1, 65535));
        }
    }

    private static Connector Connect(RunningGate gate, TestHostServer host, ConcurrentQueue<string> reports)
    {
        var connector = new Connector(gate.Client(), "host", new ConnectorOptions
        {
            Listen = There, Ports = [host.Mapper.Port], MapperPort = host.Mapper.Port, Report = reports.Enqueue,
        });
        connector.Start();
        return connector;
    }

    private static Task<RunningGate> StartAsync(TestHostServer host) => RunningGate.StartAsync("""
        version: 1
        default: deny
        audit: yes
        rules: [{ name: it, account: alice, target: host, do: allow }]
        """, settings => settings with
    {
        Targets = [new GatewayTarget { Name = "host", Address = $"{RunningGate.Here}", Ports = [new(1, 65535)] }],
    });

    /// <summary>A response of two fragments with two towers in its stub.</summary>
    private static byte[] Answer(params int[] ports)
    {
        var stub = new List<byte>(new byte[20]);
        foreach (var port in ports)
        {
            var tower = new TowerBinding(IRpcEcho.Info.Id, new(new("8a885d04-1ceb-11c9-9fe8-08002b104860"), 2, 0),
                ProtocolSequence.Tcp, $"{port}", "192.0.2.1").ToTower();
            stub.AddRange(tower.Octets.Span);
            stub.AddRange(new byte[8]);
        }
        var half = stub.Count / 2;
        return [.. Fragment(stub[..half], 0x01), .. Fragment(stub[half..], 0x02)];

        static byte[] Fragment(List<byte> part, byte flags)
        {
            var length = 24 + part.Count;
            return [5, 0, 2, flags, 0x10, 0, 0, 0, (byte)length, (byte)(length >> 8), 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. part];
        }
    }
}
