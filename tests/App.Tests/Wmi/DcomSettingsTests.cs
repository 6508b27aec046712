using System.Globalization;
using System.Net.NetworkInformation;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.Rpc;
using Sekimori.Client.Wmi;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Resolver;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.App.Tests.Wmi;

/// <summary>Each setting of <c>rpc: dcom</c> does to a served host what its page says.</summary>
[Trait("Size", "Large")]
public sealed class DcomSettingsTests
{
    private const string Password = "Geheim-1234";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dcom: { enabled: true }", true)]
    [InlineData("dcom: { enabled: false }", false)]
    public Task Enabled_serves_activation_or_does_not(string settings, bool isServed) => ServedAsync(settings, async server =>
    {
        await using var connection = Connect(server, ProtectionLevel.Privacy);
        if (isServed)
            Assert.Equal(0u, (await ActivateAsync(connection)).Status);
        else
            await Assert.ThrowsAsync<RpcBindException>(() => ActivateAsync(connection));
    });

    [Theory]
    [InlineData("dcom: { old-clients: [127.0.0.0/8] }", true)]
    [InlineData("dcom: { old-clients: [192.0.2.0/24] }", false)]
    [InlineData("dcom: { enabled: true }", false)]
    public Task Old_clients_need_not_sign(string settings, bool isServed) => ServedAsync(settings, async server =>
    {
        await using var connection = Connect(server, ProtectionLevel.Connect);
        if (isServed)
            Assert.Equal(0u, (await ActivateAsync(connection)).Status);
        else
            Assert.Equal(RpcStatus.AccessDenied, (await Assert.ThrowsAsync<RpcFaultException>(() => ActivateAsync(connection))).Status);
        // Nobody is served without a logon.
        await using var anonymous = new RpcConnection(new RpcBinding("127.0.0.1", server.RpcPort), null, Options(ProtectionLevel.None));
        Assert.Equal(RpcStatus.AccessDenied, (await Assert.ThrowsAsync<RpcFaultException>(() => ActivateAsync(anonymous))).Status);
    });

    [Theory]
    [InlineData("dcom: { published-addresses: [192.0.2.9], published-names: [outside.example, other] }", "192.0.2.9,outside.example,other")]
    [InlineData("dcom: { published-addresses: [192.0.2.9, 2001:db8::9], published-names: [outside.example] }",
        "192.0.2.9,2001:db8::9,outside.example")]
    [InlineData("dcom: { published-names: [outside.example] }", "127.0.0.1,outside.example")]
    public Task Published_names_and_addresses_are_what_clients_are_told(string settings, string expected) => ServedAsync(
        settings, async server =>
        {
            await using var connection = Connect(server, ProtectionLevel.Privacy);
            var reply = ActivationReply.Read((await ActivateAsync(connection)).Properties!);
            Assert.Equal(expected.Split(',').Select(host => string.Create(CultureInfo.InvariantCulture, $"{host}[{server.DynamicPort}]")),
                reply.Bindings.Read().Strings.Select(one => one.Address));
            var alive = await (await connection.BindAsync<IObjectExporter>(null, Token)).ServerAlive2Async(Token);
            Assert.Equal(expected.Split(','), alive.Bindings!.Read().Strings.Select(one => one.Address));
            var objref = Assert.IsType<StandardObjref>(Objref.Read(reply.Pointers[0]!.Data));
            Assert.Equal(expected.Split(','), objref.Resolver.Read().Strings.Select(one => one.Address));
        });

    [Fact]
    public async Task The_mapper_s_port_as_the_endpoint_s_serves_both()
    {
        using var folder = new TemporaryFolder();
        await KeptServer.RunAsync(["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", folder.Path]);
        var free = ServeCommand.FreePorts(3);
        await using var server = await ServeCommand.StartAsync([free[0], .. free], folder, "--address", "127.0.0.1");
        Assert.Single(server.Command.Output.Split('\n'), line => line.Contains("127.0.0.1:", StringComparison.Ordinal)
            && line.Contains("RPC", StringComparison.Ordinal));
        var alice = Credential.FromPassword("alice", Password);
        await using var wmi = await WmiClient.ConnectAsync("127.0.0.1", alice, new() { Port = server.RpcPort }, Token);
        Assert.Equal(server.RpcPort, wmi.ExporterPort);
        Assert.NotEmpty(await wmi.QueryAsync("SELECT Name FROM Win32_OperatingSystem", cancellationToken: Token).ToListAsync(Token));
        Assert.Single(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections(), one => one.RemoteEndPoint.Port == server.RpcPort);
        // What needs no logon at the mapper still needs one beside it.
        await using var connection = Connect(server, ProtectionLevel.Privacy);
        var login = Assert.IsType<StandardObjref>(Objref.Read(
            ActivationReply.Read((await ActivateAsync(connection)).Properties!).Pointers[0]!.Data));
        await using var anonymous = new RpcConnection(new RpcBinding("127.0.0.1", server.RpcPort), null, Options(ProtectionLevel.None));
        var logins = await anonymous.BindAsync<IWbemLevel1Login>(login.Std.Ipid, Token);
        var denied = await Assert.ThrowsAsync<RpcFaultException>(async () => await logins.EstablishPositionAsync(null, 0, Token));
        Assert.Equal(RpcStatus.AccessDenied, denied.Status);
    }

    private static async Task ServedAsync(string settings, Func<ServeCommand, Task> test)
    {
        using var folder = new TemporaryFolder();
        await KeptServer.RunAsync(["account", "add", "alice", "--role", "administrator", "--password-stdin", "--data", folder.Path]);
        var file = Path.Combine(folder.Path, "settings.yaml");
        await File.WriteAllTextAsync(file, $"rpc:\n  {settings}\n", Token);
        await using var server = await ServeCommand.StartAsync(folder, "--settings", file, "--address", "127.0.0.1");
        await test(server);
    }

    private static RpcConnection Connect(ServeCommand server, ProtectionLevel level) => new(
        new RpcBinding("127.0.0.1", server.RpcPort), Credential.FromPassword("alice", Password), Options(level));

    private static RpcClientOptions Options(ProtectionLevel level) => new()
    {
        Level = level, Scheme = SecurityScheme.Ntlm, TransferSyntaxes = [SyntaxId.Ndr20],
    };

    private static async Task<RemoteScmResult> ActivateAsync(RpcConnection connection) =>
        await (await connection.BindAsync<IRemoteScmActivator>(null, Token)).RemoteCreateInstanceAsync(
            OrpcThis.ForCall(), null, ActivationRequest.For(WmiServer.Clsid, [IWbemLevel1Login.Info.Id.Uuid]), Token);
}
