using System.Net.NetworkInformation;
using Sekimori.Client.Dcom;
using Sekimori.Dcom;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Rpc;
using Sekimori.Server.Tests.Rpc;
using Sekimori.TestHost;
using Sekimori.TestHost.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Client;

/// <summary>Our DCOM client against our server, over sockets.</summary>
public sealed class DcomClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecurityScheme.Ntlm, Guard.ProtectionLevel.Privacy)]
    [InlineData(SecurityScheme.Spnego, Guard.ProtectionLevel.Integrity)]
    public async Task It_activates_calls_queries_and_releases(SecurityScheme scheme, Guard.ProtectionLevel level)
    {
        await using var server = await StartAsync();
        using var dcom = new TestDcom(server.Endpoint, server.Endpoint);
        await using var client = Client(server, scheme, level);
        await using (var counter = await client.ActivateAsync<ICounter>(TestDcom.Clsid, Token))
        {
            Assert.Equal(4u, (await counter.Interface.AddAsync(4, null, Token)).Sum);
            await using var again = await counter.QueryAsync<ICounter>(Token);
            Assert.Equal((9u, "alice says 5"), Values(await again.Interface.AddAsync(5, "5", Token)));
            Assert.Equal((1, 1), (dcom.Exporter.ObjectCount, dcom.Exporter.InterfaceCount));
        }

        Assert.Equal(0, dcom.Exporter.ObjectCount);
    }

    [Fact]
    public async Task What_is_not_there_is_an_HRESULT()
    {
        await using var server = await StartAsync();
        using var dcom = new TestDcom(server.Endpoint, server.Endpoint);
        await using var client = Client(server, SecurityScheme.Ntlm, Guard.ProtectionLevel.Privacy);
        var unknown = await Assert.ThrowsAsync<ComException>(() => client.ActivateAsync<ICounter>(Guid.NewGuid(), Token));
        Assert.Equal(ComStatus.ClassNotRegistered, unknown.Status);
        await using var counter = await client.ActivateAsync<ICounter>(TestDcom.Clsid, Token);
        var missing = await Assert.ThrowsAsync<ComException>(
            () => counter.QueryAsync<Sekimori.Dcom.Activation.IClassFactory>(Token));
        Assert.Equal(ComStatus.NoInterface, missing.Status);
        var foreign = await Assert.ThrowsAsync<ComException>(() => client.QueryAsync<ICounter>(counter.Std with { Oxid = 1 }, Token));
        Assert.Equal(ComStatus.InvalidOxid, foreign.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Objects_on_the_port_of_activation_share_its_connection(bool isOnePort)
    {
        await using var server = await StartAsync();
        await using var other = await StartAsync();
        using var dcom = new TestDcom(server.Endpoint, isOnePort ? server.Endpoint : other.Endpoint);
        await using var client = Client(server, SecurityScheme.Ntlm, Guard.ProtectionLevel.Privacy);
        await using var counter = await client.ActivateAsync<ICounter>(TestDcom.Clsid, Token);
        Assert.Equal(4u, (await counter.Interface.AddAsync(4, null, Token)).Sum);
        Assert.Equal((1, isOnePort ? 0 : 1), (Connections(server), Connections(other)));
    }

    private static int Connections(RunningServer server) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Count(one => one.RemoteEndPoint.Port == server.Port);

    private static (uint, string?) Values(CounterResult result) => (result.Sum, result.Text);

    private static Task<RunningServer> StartAsync() =>
        RunningServer.StartAsync(new RpcServerOptions { Security = new Credentials().Acceptor }, new ServedInterface(new EchoInterface()));

    private static DcomClient Client(RunningServer server, SecurityScheme scheme, Guard.ProtectionLevel level) => new(
        "127.0.0.1", Credential.FromPassword(@"LAB\alice", "Passw0rd"),
        new() { Scheme = scheme, Level = level, Target = "host/host.lab.test" }, server.Port);
}
