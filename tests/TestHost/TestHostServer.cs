using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.Server.Rpc;
using Sekimori.TestHost.Interfaces;

namespace Sekimori.TestHost;

/// <summary>
/// What the test host serves. For tests only: anybody may call everything, and change the endpoint map where that is allowed.
/// </summary>
public sealed class TestHostServer : IAsyncDisposable
{
    private readonly RpcServer _server;

    private TestHostServer(RpcServer server) => _server = server;

    /// <summary>The endpoint map.</summary>
    public EndpointMap Map { get; } = new();

    /// <summary>The endpoint mapper's own endpoint.</summary>
    public IPEndPoint Mapper { get; private set; } = null!;

    /// <summary>The endpoints of everything else.</summary>
    public IReadOnlyList<IPEndPoint> Dynamic { get; private set; } = [];

    /// <summary>DCOM; null if it is not served.</summary>
    public TestDcom? Dcom { get; private set; }

    /// <summary>Starts to serve.</summary>
    public static async Task<TestHostServer> StartAsync(
        TestHostOptions options, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        var acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = new TestAccounts(options.User, options.Password),
            Authority = new LocalAuthority("dc1.lab.test", options.Domain, "LAB.TEST"),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
            AllowAnonymous = options.AllowAnonymous,
            Kerberos = options.Keytab is { } keytab ? new KerberosSettings { Keytab = keytab } : null,
        });
        var host = new TestHostServer(
            new RpcServer(new RpcServerOptions { Security = acceptor, Limits = options.Limits }, loggers ?? NullLoggerFactory.Instance));
        try
        {
            await host.BindAsync(options, cancellationToken);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
        host._server.Start();
        return host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Dcom?.Dispose();
    }

    private async Task BindAsync(TestHostOptions options, CancellationToken cancellationToken)
    {
        var mapper = new ServedInterface(new EndpointMapperService(Map, options.AllowInsert, new TowerAddresses().For));
        var well = await _server.BindTcpAsync(options.Address, options.Port, cancellationToken);
        Mapper = (IPEndPoint)well.Address;
        well.Serve(Map, PrincipalName, (mapper, "Endpoint mapper"));
        if (options.Socket is { } path)
            (await _server.BindLocalAsync(path, cancellationToken: cancellationToken)).Serve(
                Map, PrincipalName, (mapper, "Endpoint mapper"));

        (ServedInterface, string)[] services =
        [
            (new(new RpcEchoService()), "rpcecho"),
            (new(new LsaRpcService()), "Local Security Authority"),
            (new(new SamRpcService()), "Security Account Manager"),
            (new(new DsSetupService()), "Directory setup"),
            (new(new DrsUapiService()), "Directory replication"),
            (new(new NetlogonService()), "Netlogon"),
        ];
        // Two ports: real servers answer a map with several towers too, and smbtorture needs more than ten elements.
        var endpoints = new[]
        {
            await _server.BindTcpAsync(options.Address, 0, cancellationToken),
            await _server.BindTcpAsync(options.Address, 0, cancellationToken)
        };
        foreach (var endpoint in endpoints) endpoint.Serve(Map, PrincipalName, services);
        if (options.HasDcom) Dcom = new(well, endpoints[0]);
        Dynamic = [.. endpoints.Select(endpoint => (IPEndPoint)endpoint.Address)];

        // [MS-RPCE] 2.2.1.1.7: negotiate, NTLM and Kerberos.
        static string? PrincipalName(uint service) => service is 9 or 10 or 16 ? "host/dc1.lab.test" : null;
    }
}
