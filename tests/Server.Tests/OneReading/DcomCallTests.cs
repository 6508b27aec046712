using System.Text.Json;
using Sekimori.Client.Rpc;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Remote;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Server.Tests.Guarding;
using Sekimori.TestHost;
using Sekimori.TestHost.Interfaces;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>The guard is asked with the class and the object that DCOM's dispatch has decoded, over sockets.</summary>
public sealed class DcomCallTests
{
    private const string Open = "version: 1\nrules: [{ name: all, from: loopback, do: allow }]\n";
    private static readonly Guid Counter = ICounter.Info.Id.Uuid;
    private static readonly string DenyClass =
        $"version: 1\nrules:\n  - {{ name: not this class, clsid: {TestDcom.Clsid}, do: deny }}\n  - {{ name: all, from: loopback, do: " +
        $"allow }}\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_class_is_denied_before_there_is_an_object()
    {
        await using var server = await GuardedServer.StartAsync(DenyClass);
        using var dcom = new TestDcom(server.Running.Endpoint, server.Running.Endpoint);
        await using var client = await ConnectAsync(server);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => ActivateAsync(client));
        Assert.Equal((RpcStatus.AccessDenied, 0), (fault.Status, dcom.Exporter.ObjectCount));
        var line = Assert.Single(await LinesAsync(server), one => Text(one, "verdict") == "deny");
        Assert.Equal(("not this class", TestDcom.Clsid.ToString(), Counter.ToString(), "RemoteCreateInstance"),
            (Text(line, "policy_rule"), Text(line, "clsid"), Text(line, "iid"), Text(line, "operation")));
    }

    [Fact]
    public async Task A_call_is_recorded_as_one_of_its_objects_interface_and_a_release_ends_the_object()
    {
        await using var server = await GuardedServer.StartAsync(Open);
        using var dcom = new TestDcom(server.Running.Endpoint, server.Running.Endpoint);
        await using var client = await ConnectAsync(server);
        var (reply, std) = await ActivateAsync(client);
        // Everything on the context of IRemUnknown.
        var channel = await client.BindAsync(IRemUnknown.Info.Id, Token);
        Assert.Equal(NdrSyntax.Ndr20, channel.Syntax);
        var counter = new CounterClient(channel, std.Ipid);
        Assert.Equal((3u, "alice says hello", 0u), Values(await counter.AddAsync(3, "hello", Token)));
        Assert.Equal((5u, null, 0u), Values(await counter.AddAsync(2, null, Token)));
        Assert.Equal(0u, await new RemUnknownClient(channel, reply.RemUnknown).RemReleaseAsync(1, [new(std.Ipid, 5, 0)], Token));
        Assert.Equal(0, dcom.Exporter.ObjectCount);
        var gone = await Assert.ThrowsAsync<RpcFaultException>(() => counter.AddAsync(1, null, Token).AsTask());
        Assert.Equal(ComStatus.Disconnected, gone.Status);
        var lines = await LinesAsync(server);
        Assert.Equal(["Counter.Add", "Counter.Add", "IRemUnknown2.RemRelease"], lines.Where(one => Text(one, "type") == "call")
            .Select(one => $"{Text(one, "interface_name")}.{Text(one, "operation")}").Skip(1).Take(3));
        Assert.Contains(lines, one => Text(one, "anomaly") == "unknown_ipid");
    }

    [Fact]
    public async Task Another_accounts_object_is_refused_and_alerted()
    {
        const string rule =
            "title: foreign\nid: 3c0f2f52-8f33-4b0e-8a5b-6c8f5b0f1a11\nstatus: test\n" +
            "logsource: { product: sekimori, category: rpc }\n" +
            "detection: { selection: { anomaly: foreign_ipid }, condition: selection }\nlevel: high\n";
        await using var server = await GuardedServer.StartAsync(Open, rule);
        using var dcom = new TestDcom(server.Running.Endpoint, server.Running.Endpoint);
        var bob = new RpcCall
        {
            Interface = ICounter.Info, Opnum = 3, Group = new AssociationGroup(1),
            Caller = new("bob", Role.Operator, "NTLM", ProtectionLevel.Privacy),
        };
        var theirs = dcom.Exporter.Marshal(bob, new ComObject(), new("00000000-0000-0000-c000-000000000046"));
        var ipid = Assert.IsType<StandardObjref>(Objref.Read(theirs.Data)).Std.Ipid;
        await using var client = await ConnectAsync(server);
        var counter = new CounterClient(await client.BindAsync(ICounter.Info.Id, Token), ipid);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => counter.AddAsync(1, null, Token).AsTask());
        Assert.Equal(ComStatus.Disconnected, fault.Status);
        var line = Assert.Single(await LinesAsync(server), one => Text(one, "anomaly") == "foreign_ipid");
        Assert.Equal((ipid.ToString(), "alice"), (line.GetProperty("objects")[0].GetString(), Text(line, "account")));
        Assert.Equal("foreign", Assert.Single(server.Alerts).Rule.Title);
    }

    [Fact]
    public async Task An_activation_below_integrity_is_recorded_with_its_reason()
    {
        await using var server = await GuardedServer.StartAsync(Open);
        using var dcom = new TestDcom(server.Running.Endpoint, server.Running.Endpoint);
        await using var client = await ConnectAsync(server, ProtectionLevel.Packet);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => ActivateAsync(client));
        Assert.Equal(RpcStatus.AccessDenied, fault.Status);
        var line = Assert.Single(await LinesAsync(server), one => Text(one, "anomaly") == "activation_level");
        Assert.Equal(("fault", "alice"), (Text(line, "type"), Text(line, "account")));
    }

    private static (uint, string?, uint) Values(CounterResult result) => (result.Sum, result.Text, result.Status);

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static Task<RpcClient> ConnectAsync(GuardedServer server, ProtectionLevel level = ProtectionLevel.Privacy) =>
        RpcClient.ConnectAsync(server.Running.Binding, new()
        {
            Security = Credentials.Initiator(), Scheme = SecurityScheme.Ntlm, Level = level, Target = "host/host.lab.test",
        }, Token);

    private static async Task<(ActivationReply Reply, StdObjref Std)> ActivateAsync(RpcClient client)
    {
        var result = await new RemoteScmActivatorClient(await client.BindAsync(IRemoteScmActivator.Info.Id, Token))
            .RemoteCreateInstanceAsync(OrpcThis.ForCall(), null, ActivationRequest.For(TestDcom.Clsid, [Counter]), Token);
        Assert.Equal(0u, result.Status);
        var reply = ActivationReply.Read(result.Properties!);
        return (reply, Assert.IsType<StandardObjref>(Objref.Read(reply.Pointers[0]!.Data)).Std);
    }

    private static async Task<IReadOnlyList<JsonElement>> LinesAsync(GuardedServer server) =>
        [.. (await server.StopAsync()).Select(line => JsonDocument.Parse(line).RootElement)];
}
