using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Samples.RpcEcho;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;
using Sekimori.Server.Rpc;
using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>
/// rpcecho over IPv4 and IPv6 with fragments of any size, for one account of NTLM and the realm's principals; it keeps who called last.
/// </summary>
public sealed class SecuredHost : IAsyncDisposable, IRpcGuard, IRpcConnectionGuard
{
    private readonly RpcServer _server;

    private SecuredHost(RpcServerOptions options, ILoggerFactory loggers) =>
        _server = new RpcServer(options with { Guard = this }, loggers);

    public int Port { get; private set; }

    /// <summary>Who called last.</summary>
    public Caller? Last { get; private set; }

    public static async Task<SecuredHost> StartAsync(
        string? keytab, IAccountDirectory? accounts = null, ILoggerFactory? loggers = null, RpcServerLimits? limits = null)
    {
        var acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = accounts ?? new Credentials(),
            Authority = new LocalAuthority("dc1.lab.test", "LAB", "LAB.TEST"),
            // As `serve` has it by default: what the peers name is compared.
            TargetName = new TargetNameCheck(TargetNameMode.Relaxed, new HostNames(["dc1.lab.test", "dc1"])),
            Throttle = new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System),
            Kerberos = keytab is null ? null : new KerberosSettings { Keytab = keytab },
        });
        // Callers without a logon send as much here as those with one: the shapes of calls are the subject.
        limits ??= RpcServerLimits.Default with { MaxFragment = 65_535, MaxAnonymousRequest = RpcServerLimits.Default.MaxRequest };
        var host = new SecuredHost(new RpcServerOptions { Security = acceptor, Limits = limits }, loggers ?? NullLoggerFactory.Instance);
        var endpoint = await host._server.BindTcpAsync(IPAddress.IPv6Any, 0);
        endpoint.Serve(new EndpointMap(), _ => null, (new ServedInterface(new RpcEchoService()), "rpcecho"));
        host._server.Start();
        host.Port = ((IPEndPoint)endpoint.Address).Port;
        return host;
    }

    public Task AuditDurable => Task.CompletedTask;

    public IRpcConnectionGuard Admit(IPEndPoint? remote, IPEndPoint? local) => this;

    public bool MayBind(SyntaxId @interface, bool isAlter) => true;

    public bool MayAuthenticate(Caller caller, LogonClaim? claim) => true;

    public void Refused(Refusal? refusal, LogonClaim? claim)
    {
    }

    public FactSet? FactsFor(RpcCall call) => null;

    public FactSet? FactsForAnswer(RpcCall call, ObservationKind kind) => null;

    public ValueTask AskAsync(RpcCall call, FactSet? facts)
    {
        Last = call.Caller;
        return default;
    }

    public void Answered(RpcCall call, uint fault)
    {
    }

    public void Ended(AssociationEnd end)
    {
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
