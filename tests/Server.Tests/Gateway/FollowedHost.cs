using System.Net;
using System.Net.Sockets;
using Sekimori.Client.Gateway;
using Sekimori.Client.Rpc;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.TestHost;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>A gate that follows RPC to a host of this process, "host", which has an outer address of its own.</summary>
internal sealed class FollowedHost : IAsyncDisposable
{
    /// <summary>The host's address, which nobody outside would reach.</summary>
    public static readonly IPAddress Inner = IPAddress.Parse("127.0.0.33");

    /// <summary>The gate's address for it.</summary>
    public static readonly IPAddress Outer = IPAddress.Parse("127.0.0.32");

    public const string AliceAndCarol = """
        version: 1
        default: deny
        audit: yes
        rules: [{ name: it, account: [alice, carol], target: host, do: allow }]
        """;

    private FollowedHost(TestHostServer host, RunningGate gate) => (Host, Gate) = (host, gate);

    public TestHostServer Host { get; }

    public RunningGate Gate { get; }

    /// <summary>The port of the endpoint mapper, at both addresses.</summary>
    public int Mapper => Host.Mapper.Port;

    /// <summary>The port that the endpoint mapper names.</summary>
    public int Dynamic => Host.Dynamic[0].Port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<FollowedHost> StartAsync(string policy = AliceAndCarol, Func<GatewayTarget, GatewayTarget>? target = null,
        Func<GatewaySettings, GatewaySettings>? change = null)
    {
        var host = await TestHostServer.StartAsync(new TestHostOptions { Address = Inner, Port = 0 }, cancellationToken: Token);
        var gate = await StartGateAsync(host.Mapper.Port, policy, target, change);
        gate.Accounts.Add("carol", RunningGate.Password, Role.Operator);
        return new(host, gate);
    }

    public static Task<RunningGate> StartGateAsync(int mapper, string policy, Func<GatewayTarget, GatewayTarget>? target = null,
        Func<GatewaySettings, GatewaySettings>? change = null, Action<string>? prepare = null)
    {
        var settings = new GatewayTarget
        {
            Name = "host", Address = $"{Inner}", Ports = [new(1, 65535)], Rpc = RpcMode.Follow, Outer = Outer,
        };
        return RunningGate.StartAsync(policy, gateway =>
        {
            gateway = gateway with { MapperPort = mapper, Targets = [target?.Invoke(settings) ?? settings] };
            return change?.Invoke(gateway) ?? gateway;
        }, prepare: prepare);
    }

    public Task<GatewayLogin> LogInAsync(string user = "alice", TimeSpan? lasts = null) =>
        GatewayLogin.OpenAsync(Gate.Client(user), "host", Mapper, lasts, Token);

    /// <summary>Asks the endpoint mapper at the outer address: it names the port of everything else.</summary>
    public async Task<int> MapAsync() =>
        (await EndpointMapReader.ReadAsync(new RpcBinding($"{Outer}", Mapper), null, Token)).Count;

    /// <summary>A call at the outer address.</summary>
    public async Task<uint> CallAsync(ProtectionLevel level = ProtectionLevel.Privacy)
    {
        var (client, channel) = await ConnectAsync(level);
        await using (client) return await new RpcEchoClient(channel).AddOneAsync(41, Token);
    }

    public Task<(RpcClient Client, RpcChannel Channel)> ConnectAsync(ProtectionLevel level) =>
        RpcClient.ConnectAsync(new RpcBinding($"{Outer}", Dynamic), IRpcEcho.Info.Id, level == ProtectionLevel.None
            ? new RpcClientOptions()
            : new RpcClientOptions
            {
                Security = new SecurityInitiator(new PasswordCredential("Administrator", "LAB", "Passw0rd.Lab1")),
                Scheme = SecurityScheme.Ntlm, Level = level,
            }, Token);

    /// <summary>A connection to the outer address without a byte.</summary>
    public static async Task<Socket> DialAsync(int port, string? from = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 6000 };
        if (from is not null) socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(Outer, port), Token);
        return socket;
    }

    /// <summary>True if a connection is closed, without an answer to a bind.</summary>
    public static async Task<bool> IsClosedAsync(int port, string? from = null)
    {
        try
        {
            using var socket = await DialAsync(port, from);
            return await ReadAsync(socket, 1) is [];
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Reads as many bytes as come, up to a number, within a while.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int count, int waitMilliseconds = 6000)
    {
        var (read, buffer) = (0, new byte[count]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(waitMilliseconds);
        try
        {
            int one;
            while (read < count && (one = await socket.ReceiveAsync(buffer.AsMemory(read), limit.Token)) > 0) read += one;
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }
        return buffer[..read];
    }

    /// <summary>Reads one PDU; empty if the connection is closed.</summary>
    public static async Task<byte[]> ReadPduAsync(Socket socket)
    {
        var head = await ReadAsync(socket, 16);
        return head.Length < 16 ? [] : [.. head, .. await ReadAsync(socket, (head[8] | head[9] << 8) - 16)];
    }

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        await Host.DisposeAsync();
    }
}
