using System.Net;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Server.Rpc;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Rpc;

/// <summary>Authenticated connections of our client to our server, over sockets.</summary>
public class RpcSecurityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecurityScheme.Ntlm, ProtectionLevel.Connect)]
    [InlineData(SecurityScheme.Ntlm, ProtectionLevel.Integrity)]
    [InlineData(SecurityScheme.Ntlm, ProtectionLevel.Privacy)]
    [InlineData(SecurityScheme.Spnego, ProtectionLevel.Connect)]
    [InlineData(SecurityScheme.Spnego, ProtectionLevel.Packet)]
    [InlineData(SecurityScheme.Spnego, ProtectionLevel.Privacy)]
    public async Task A_client_authenticates_and_its_calls_are_protected(SecurityScheme scheme, ProtectionLevel level)
    {
        var guard = new WatchingGuard();
        await using var server = await RunningServer.StartAsync(Options(guard), new ServedInterface(new EchoInterface(), level));
        await using var client = await RpcClient.ConnectAsync(server.Binding, Secured(scheme, level), Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => channel.CallAsync(0, new byte[i * 1000], null, Token).AsTask()));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * 1000), replies.Select(reply => reply.Stub.Length));
        Assert.All(guard.Calls, caller => Assert.Equal(("alice", "NTLM", level), (caller.Account, caller.Scheme, caller.Level)));
    }

    [Theory]
    [InlineData(ProtectionLevel.None)]
    [InlineData(ProtectionLevel.Connect)]
    [InlineData(ProtectionLevel.Integrity)]
    [InlineData(ProtectionLevel.Privacy)]
    public async Task A_call_ends_with_its_client_at_every_level(ProtectionLevel level)
    {
        var waiting = new WaitingInterface();
        await using var server = await RunningServer.StartAsync(Options(), new ServedInterface(waiting));
        var client = await RpcClient.ConnectAsync(
            server.Binding, level == ProtectionLevel.None ? RpcClientOptions.Default : Secured(SecurityScheme.Ntlm, level), Token);
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        var call = channel.CallAsync(0, default, null, Token).AsTask();
        Assert.True(await waiting.Entered.WaitAsync(TimeSpan.FromSeconds(30), Token));
        await client.DisposeAsync();
        await waiting.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Fact]
    public async Task A_level_below_the_least_one_is_denied()
    {
        await using var server = await RunningServer.StartAsync(
            Options(), new ServedInterface(new EchoInterface(), ProtectionLevel.Privacy));
        foreach (var options in new[] { RpcClientOptions.Default, Secured(SecurityScheme.Ntlm, ProtectionLevel.Integrity) })
        {
            await using var client = await RpcClient.ConnectAsync(server.Binding, options, Token);
            var channel = await client.BindAsync(EchoInterface.EchoId, Token);
            Assert.Equal(RpcStatus.AccessDenied,
                (await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(0, default, null, Token))).Status);
        }
    }

    [Fact]
    public async Task The_endpoint_mapper_is_asked_without_credentials_and_with_them_where_it_wants_a_logon()
    {
        foreach (var (least, asked) in new[] { (ProtectionLevel.None, ""), (ProtectionLevel.Connect, "alice") })
        {
            var (map, callers) = (new EndpointMap(), new WatchingGuard());
            await using var server = await RunningServer.StartAsync(Options(callers), new ServedInterface(new EchoInterface()));
            server.Endpoint.Serve(map, _ => null, (new ServedInterface(new EndpointMapperService(map), least), "Endpoint mapper"),
                (new ServedInterface(new EchoInterface()), "Echo"));
            var found = await EndpointResolver.ResolveAsync(
                server.Binding, EchoInterface.EchoId, Secured(SecurityScheme.Ntlm, ProtectionLevel.Privacy) with { Scheme = null }, Token);
            Assert.Equal(server.Port, Assert.Single(found).Port);
            Assert.Equal(asked, Assert.Single(callers.Calls).Account);
            if (least == ProtectionLevel.None) continue;
            var refused = await Assert.ThrowsAsync<RpcFaultException>(() =>
                EndpointResolver.ResolveAsync(server.Binding, EchoInterface.EchoId, RpcClientOptions.Default, Token));
            Assert.Equal(RpcStatus.AccessDenied, refused.Status);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var server = await RunningServer.StartAsync(Options());
        await using var client = await RpcClient.ConnectAsync(
            server.Binding, Secured(SecurityScheme.Spnego, ProtectionLevel.Privacy) with { Security = Credentials.Initiator("wrong") },
            Token);
        await Assert.ThrowsAsync<RpcConnectionException>(() => client.BindAsync(EchoInterface.EchoId, Token));
    }

    [Fact]
    public async Task A_server_without_security_says_that_it_knows_no_such_type()
    {
        await using var server = await RunningServer.StartAsync();
        await using var client = await RpcClient.ConnectAsync(server.Binding, Secured(SecurityScheme.Ntlm, ProtectionLevel.Privacy), Token);
        var refused = await Assert.ThrowsAsync<RpcConnectionException>(() => client.BindAsync(EchoInterface.EchoId, Token));
        Assert.Equal(BindNakReason.AuthenticationTypeNotRecognized, refused.RefusalReason);
    }

    [Theory]
    [InlineData(SecurityScheme.Ntlm, SecurityScheme.Ntlm)]
    [InlineData(SecurityScheme.Spnego, SecurityScheme.Spnego, SecurityScheme.Ntlm)]
    [InlineData(SecurityScheme.Spnego, SecurityScheme.Spnego)]
    public async Task The_strongest_scheme_that_the_server_offers_is_taken(SecurityScheme taken, params SecurityScheme[] offered)
    {
        var acceptor = new OfferedSchemes(new Credentials().Acceptor, offered);
        await using var server = await RunningServer.StartAsync(new() { Security = acceptor });
        var (client, channel) = await RpcClient.ConnectAsync(
            server.Binding, EchoInterface.EchoId, Secured(SecurityScheme.Ntlm, ProtectionLevel.Privacy) with { Scheme = null }, Token);
        await using var connection = client;
        Assert.Equal(1000, (await channel.CallAsync(0, new byte[1000], null, Token)).Stub.Length);
        Assert.Equal(taken, acceptor.Asked.Last());
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_with_a_weaker_scheme()
    {
        var acceptor = new OfferedSchemes(new Credentials().Acceptor, [SecurityScheme.Spnego, SecurityScheme.Ntlm]);
        await using var server = await RunningServer.StartAsync(new() { Security = acceptor });
        var options = new RpcClientOptions { Security = Credentials.Initiator("wrong") };
        await Assert.ThrowsAsync<RpcConnectionException>(() =>
            RpcClient.ConnectAsync(server.Binding, EchoInterface.EchoId, options, Token));
        Assert.Equal([SecurityScheme.Spnego], acceptor.Asked);
    }

    [Fact]
    public async Task The_guard_hides_an_interface_and_denies_a_call()
    {
        var guard = new WatchingGuard { HidesInterfaces = true };
        await using var server = await RunningServer.StartAsync(new RpcServerOptions { Guard = guard });
        await using var client = await RpcClient.ConnectAsync(server.Binding, cancellationToken: Token);
        Assert.Equal(ContextReason.AbstractSyntaxNotSupported,
            (await Assert.ThrowsAsync<RpcBindException>(() => client.BindAsync(EchoInterface.EchoId, Token))).Reason);
        guard.HidesInterfaces = false;
        guard.DeniesCalls = true;
        var channel = await client.BindAsync(EchoInterface.EchoId, Token);
        Assert.Equal(RpcStatus.AccessDenied,
            (await Assert.ThrowsAsync<RpcFaultException>(async () => await channel.CallAsync(0, default, null, Token))).Status);
    }

    private static RpcServerOptions Options(IRpcGuard? guard = null) => new() { Security = new Credentials().Acceptor, Guard = guard };

    private static RpcClientOptions Secured(SecurityScheme scheme, ProtectionLevel level) =>
        new() { Security = Credentials.Initiator(), Scheme = scheme, Level = level, Target = "host/host.lab.test" };

    /// <summary>A server that has some of the schemes.</summary>
    private sealed class OfferedSchemes(ISecurityAcceptor all, SecurityScheme[] offered) : ISecurityAcceptor
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<SecurityScheme> asked = new();

        public IReadOnlyList<SecurityScheme> Schemes => offered;

        public IEnumerable<SecurityScheme> Asked => asked;

        public SecurityContext? Accept(SecurityScheme scheme, ContextOptions options)
        {
            asked.Enqueue(scheme);
            return offered.Contains(scheme) ? all.Accept(scheme, options) : null;
        }
    }
}
