using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Guard;
using Sekimori.Hosting.Rpc;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>rpcecho over IPv4 and IPv6 with fragments of any size, for one account of NTLM and the realm's principals; it keeps who called last.</summary>
public sealed class SecuredHost : IAsyncDisposable, IRpcGuard
{
    private readonly RpcServer _server;

    private SecuredHost(RpcServerOptions options, ILoggerFactory loggers) => _server = new RpcServer(options with { Guard = this }, loggers);

    public int Port { get; private set; }

    /// <summary>Who called last.</summary>
    public Caller? Last { get; private set; }

    public static async Task<SecuredHost> StartAsync(string? keytab, IAccountDirectory? accounts = null, ILoggerFactory? loggers = null, RpcServerLimits? limits = null)
    {
        var acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = accounts ?? new Credentials(),
            Authority = new LocalAuthority("dc1.lab.test", "LAB", "LAB.TEST"),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
            Kerberos = keytab is null ? null : new KerberosSettings { Keytab = keytab },
        });
        var host = new SecuredHost(new RpcServerOptions { Security = acceptor, Limits = limits ?? RpcServerLimits.Default with { MaxFragment = 65_535 } }, loggers ?? NullLoggerFactory.Instance);
        var endpoint = await host._server.BindTcpAsync(IPAddress.IPv6Any, 0);
        endpoint.Serve(new EndpointMap(), _ => null, (new ServedInterface(new RpcEchoService()), "rpcecho"));
        host._server.Start();
        host.Port = ((IPEndPoint)endpoint.Address).Port;
        return host;
    }

    public bool MayBind(IPEndPoint? remote, IPEndPoint? local, SyntaxId @interface) => true;

    public bool MayAuthenticate(Caller caller) => true;

    public uint JudgeCall(RpcCall call)
    {
        Last = call.Caller;
        return 0;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
