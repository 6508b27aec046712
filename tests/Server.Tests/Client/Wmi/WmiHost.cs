using System.Net;
using Sekimori.Cim.Schema;
using Sekimori.Client.Wmi;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Resolver;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Server.Rpc;
using Sekimori.TestKit;
using Sekimori.Wmi;
using Sekimori.Wmi.Server;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>WMI over sockets, on one port of a loopback address.</summary>
internal sealed class WmiHost : IAsyncDisposable
{
    private readonly RpcServer _server;
    private readonly ObjectExporter _exporter;

    private WmiHost(RpcServer server, ObjectExporter exporter, WmiServer wmi, IPEndPoint end) =>
        (_server, _exporter, Wmi, End) = (server, exporter, wmi, end);

    public WmiServer Wmi { get; }

    public IPEndPoint End { get; }

    public int ObjectCount => _exporter.ObjectCount;

    /// <summary>Starts it.</summary>
    /// <param name="manager">The objects.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="objectPort">The port that it publishes for its objects; null for the true one.</param>
    /// <param name="isWmi">False for a host without the class of WMI.</param>
    /// <param name="role">The role of the account.</param>
    /// <param name="least">The least level of activation.</param>
    /// <param name="isNamed">False for a host that tells nobody its names and addresses.</param>
    public static async Task<WmiHost> StartAsync(ObjectManager manager, IPAddress? address = null, int? objectPort = null,
        bool isWmi = true, Role role = Role.Operator, ProtectionLevel least = ProtectionLevel.Integrity, bool isNamed = true)
    {
        var server = new RpcServer(new RpcServerOptions { Security = new Credentials(role).Acceptor },
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var endpoint = await server.BindTcpAsync(address ?? IPAddress.Loopback, 0);
        var end = (IPEndPoint)endpoint.Address;
        // The address is nobody's: a client that went there would not arrive.
        var exporter = new ObjectExporter(new DcomOptions
        {
            Bindings = isNamed
                ? new DcomBindings(objectPort ?? end.Port, [IPAddress.Parse("192.0.2.7")], () => ["elsewhere.example"],
                    [new(SecurityBinding.Ntlm, "")])
                : new DcomBindings(objectPort ?? end.Port, [], () => [], [new(SecurityBinding.Ntlm, "")], isFixed: true),
            LeastLevel = _ => least,
        }, TimeProvider.System);
        var wmi = new WmiServer(manager, exporter, new WmiLimits(), TimeProvider.System);
        var classes = new ClassRegistry();
        if (isWmi) classes.Add(wmi.Class);
        endpoint.ServeUnregistered(
        [
            new(new EndpointMapperService(new EndpointMap())),
            new(new ObjectResolver(exporter)), new(new ActivationService(exporter, classes)),
            new(new ScmActivatorService(exporter, classes)), .. exporter.Serve(wmi.Class.Interfaces),
        ]);
        server.Start();
        return new(server, exporter, wmi, end);
    }

    public Task<WmiClient> ConnectAsync(SecurityScheme scheme = SecurityScheme.Ntlm, ProtectionLevel level = ProtectionLevel.Privacy,
        string space = @"root\cimv2", string password = "Passw0rd") => WmiClient.ConnectAsync(
        End.Address.ToString(), Credential.FromPassword(@"LAB\alice", password), new()
        {
            Scheme = scheme, Level = level, Target = "host/host.lab.test", Port = End.Port, Namespace = space,
            Timeout = TimeSpan.FromSeconds(10),
        }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _exporter.Dispose();
    }
}
