using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Server.Rpc;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Security.Credentials;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>The client's face: one object for a server, interfaces bound by their type.</summary>
public class RpcConnectionTests
{
    private static readonly Credential Alice = Credential.FromPassword(@"LAB\alice", "Passw0rd");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_interface_is_bound_by_its_type_and_called()
    {
        await using var server = await MapperAsync();
        await using var connection = new RpcConnection(server.Binding, Alice, new RpcClientOptions { Target = "host/host.lab.test" });
        var mapper = await connection.BindAsync<IEndpointMapper>(cancellationToken: Token);
        Assert.IsType<EndpointMapperClient>(mapper);
        var found = await mapper.EptLookupAsync(0, null, null, 1, ContextHandle.Null, 10, Token);
        Assert.NotEmpty(found.Entries);
    }

    [Fact]
    public async Task Interfaces_of_one_port_share_a_connection_and_a_closed_one_is_made_anew()
    {
        await using var server = await MapperAsync();
        await using var connection = new RpcConnection(server.Binding.ToString());
        var first = await connection.BindAsync(EchoInterface.EchoId, Token);
        var second = await connection.BindAsync(IEndpointMapper.Info.Id, Token);
        Assert.Same(first.Client, second.Client);
        await first.Client.DisposeAsync();
        var third = await connection.BindAsync(EchoInterface.EchoId, Token);
        Assert.Equal([7], (await third.CallAsync(0, new byte[] { 7 }, null, Token)).Stub.ToArray());
    }

    [Fact]
    public async Task A_caller_may_block_the_thread_on_which_its_answer_has_come()
    {
        await using var server = await MapperAsync();
        await using var connection = new RpcConnection(server.Binding.ToString());
        var channel = await connection.BindAsync(EchoInterface.EchoId, Token);
        Assert.Equal(20, await BlockAsync(channel, 20));
    }

    [Fact]
    public async Task Clients_of_a_disposed_connection_fail_and_it_binds_no_more()
    {
        await using var server = await MapperAsync();
        var connection = new RpcConnection(server.Binding);
        var channel = await connection.BindAsync(EchoInterface.EchoId, Token);
        await connection.DisposeAsync();
        await Assert.ThrowsAsync<RpcConnectionException>(async () => await channel.CallAsync(0, default, null, Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.BindAsync(EchoInterface.EchoId, Token));
    }

    [Fact]
    public async Task Failures_say_their_reason()
    {
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(RpcFailure.Unreachable,
            await FailureAsync(new RpcBinding("127.0.0.1", ((IPEndPoint)silent.LocalEndPoint!).Port), null));
        silent.Listen();
        Assert.Equal(RpcFailure.TimedOut, await FailureAsync(new RpcBinding("127.0.0.1", ((IPEndPoint)silent.LocalEndPoint!).Port), null));
        await using (var server = await RunningServer.StartAsync())
            Assert.Equal(RpcFailure.LogonDenied, await FailureAsync(server.Binding, Alice));
        await using (var server = await RunningServer.StartAsync(new RpcServerOptions { Security = new Credentials().Acceptor }))
            Assert.Equal(RpcFailure.LogonDenied, await FailureAsync(server.Binding, Credential.FromPassword(@"LAB\alice", "wrong")));
        Assert.Throws<ArgumentException>(() =>
            new RpcConnection("host", Credential.FromCertificate(new X509Certificate2Collection().FirstOrDefault()!)));
    }

    [Fact]
    public async Task A_fault_says_what_its_status_means()
    {
        await using var server = await RunningServer.StartAsync(
            new RpcServerOptions { Security = new Credentials().Acceptor },
            new ServedInterface(new EchoInterface(), ProtectionLevel.Privacy));
        await using var connection = new RpcConnection(server.Binding);
        var channel = await connection.BindAsync(EchoInterface.EchoId, Token);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(0, default, null, Token));
        Assert.Equal(RpcStatus.AccessDenied, fault.Status);
        Assert.Contains("access denied", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dc1", "dc1", null)]
    [InlineData("dc1[49664]", "dc1", 49664)]
    [InlineData("ncacn_ip_tcp:dc1[135]", "dc1", 135)]
    public void A_string_binding_is_parsed(string text, string host, int? port) =>
        Assert.Equal(new RpcBinding(host, port), RpcBinding.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("ncacn_np:dc1")]
    [InlineData("dc1[0]")]
    [InlineData("dc1[65536]")]
    public void What_is_no_string_binding_is_a_format_error(string text) => Assert.Throws<FormatException>(() => RpcBinding.Parse(text));

    // Without a context to return to, the thread is the one that has read the answer: whoever reads the next one must be another.
    private static async Task<int> BlockAsync(RpcChannel channel, int count)
    {
        var done = 0;
        for (; done < count; done++)
        {
            var (first, second) = (new[] { (byte)done }, new byte[] { 200 });
            Assert.Equal(first, (await channel.CallAsync(0, first, null, Token).ConfigureAwait(false)).Stub.ToArray());
            Assert.Equal(second, channel.CallAsync(0, second, null, Token).AsTask().GetAwaiter().GetResult().Stub.ToArray());
        }

        return done;
    }

    private static async Task<RunningServer> MapperAsync()
    {
        var map = new EndpointMap();
        var server = await RunningServer.StartAsync(
            new RpcServerOptions { Security = new Credentials().Acceptor }, new ServedInterface(new EchoInterface()));
        server.Endpoint.Serve(map, _ => null, (new ServedInterface(new EndpointMapperService(map)), "Endpoint mapper"),
            (new ServedInterface(new EchoInterface()), "Echo"));
        return server;
    }

    private static async Task<RpcFailure> FailureAsync(RpcBinding binding, Credential? credential)
    {
        var options = new RpcClientOptions { BindTimeout = TimeSpan.FromSeconds(1), Target = "host/host.lab.test" };
        await using var connection = new RpcConnection(binding, credential, options);
        return (await Assert.ThrowsAsync<RpcConnectionException>(() => connection.BindAsync(EchoInterface.EchoId, Token))).Failure;
    }
}
