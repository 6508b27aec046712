using Sekimori.Cim.Schema;
using Sekimori.Client.Dcom;
using Sekimori.Client.Rpc;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Rpc;
using Sekimori.Server.Tests.Rpc;
using Sekimori.TestKit;
using Sekimori.Wmi;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.Server.Tests.Wmi;

/// <summary>WMI over sockets, with an object manager of the test's.</summary>
internal sealed class WmiDoor : IAsyncDisposable
{
    private readonly RunningServer _server;

    private WmiDoor(RunningServer server, ObjectManager manager)
    {
        _server = server;
        Exporter = new(new DcomOptions { Port = server.Port, Limits = new() { MaxObjectsPerAccount = 32_768 } }, TimeProvider.System);
        Server = new(manager, Exporter, new WmiLimits { MaxOperationsPerAccount = 16_384 }, TimeProvider.System);
        var classes = new ClassRegistry();
        classes.Add(Server.Class);
        server.Endpoint.ServeUnregistered(Exporter.ServeResolver(classes));
        server.Endpoint.ServeUnregistered(Exporter.Serve(classes.Interfaces));
    }

    public ObjectExporter Exporter { get; }

    public WmiServer Server { get; }

    public int Port => _server.Port;

    public static RpcClientOptions Options { get; } = new()
    {
        Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Privacy, Target = "host/host.lab.test",
    };

    public static Credential Credential { get; } = Credential.FromPassword(@"LAB\alice", "Passw0rd");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<WmiDoor> StartAsync(ObjectManager manager) => new(
        await RunningServer.StartAsync(new RpcServerOptions { Security = new Credentials().Acceptor },
            new ServedInterface(new EchoInterface())), manager);

    public DcomClient Connect() => new("127.0.0.1", Credential, Options, Port);

    /// <summary>Logs on to a namespace.</summary>
    public static async Task<ComReference<IWbemServices>> LogOnAsync(DcomClient client, string space)
    {
        await using var login = await client.ActivateAsync<IWbemLevel1Login>(WmiServer.Clsid, Token);
        var result = await login.Interface.NtlmLoginAsync(space, null, 0, null, Token);
        Assert.Equal(0u, result.Status);
        return await client.TakeAsync<IWbemServices>(result.Services, Token);
    }

    public async ValueTask DisposeAsync()
    {
        Exporter.Dispose();
        await _server.DisposeAsync();
    }
}
