using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Cim.Schema;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Alerts;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.ServiceMaps;
using Sekimori.Gate.Telemetry;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Linux;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Towers;
using Sekimori.Security.Accounts;
using Sekimori.Server.Rpc;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Audit;
using Sekimori.Storage.Files;
using Sekimori.Storage.Map;
using Sekimori.Storage.Secrets;
using Sekimori.WsMan.Operations;
using Transport = Sekimori.Guard.Transport;

namespace Sekimori.Bench.Guarding;

/// <summary>
/// Endpoint mapper and WS-Management in one process, without a guard or with everything of it: policy, audit log with its index, all rules,
/// counters that are listened to, the service map.
/// </summary>
internal static class LiveServer
{
    public const string Account = "bench", Password = "Sekimori-Bench-1";

    private static readonly SyntaxId Samr = new(new("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);

    public static async Task RunAsync(bool isGuarded, bool isMapped, IPAddress address, int rpcPort, int httpPort)
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("sekimori-bench-").FullName);
        try
        {
            await using var services = isMapped
                ? new LiveServiceMap(new() { File = folder.File(SqliteServiceMap.FileName), Keep = TimeSpan.FromDays(90) },
                NullLogger<LiveServiceMap>.Instance, TimeProvider.System)
                : null;
            var guard = isGuarded ? Guard(folder, services) : null;
            await using var rpc = await OpenRpcAsync(guard, address, rpcPort);
            await using var http = await OpenHttpAsync(guard, folder, address, httpPort);
            Console.WriteLine("ready");
            while (Console.ReadLine() is not null) Console.WriteLine(guard?.Waiting ?? 0);
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    internal static LiveGuard Guard(DataFolder folder, LiveServiceMap? services)
    {
        var audit = AuditLog.Open(new AuditOptions { Folder = folder.Folder("audit").FullName, KeepFiles = 4 }, TimeProvider.System);
        var engine = new DetectionEngine(
            RuleSet.BuiltIn(), new AlertFanout(Severity.Medium, SuppressionList.Empty, [new AuditAlertSink(audit)]));
        var meter = new GuardMeter();
        _ = new PrometheusText(GuardMeter.Name);
        // Six rules, addresses and interfaces and classes in them: a policy as people write it.
        var policy = new CompiledPolicy(
            PolicyReader.Read("workgroup",
            PolicyTemplates.Text("workgroup").Replace("- name: loopback", "- name: loopback\n    account: \"*\"", StringComparison.Ordinal),
            InterfaceCatalogue.Names));
        return new(new() { Policy = new(policy), Audit = audit, Detection = engine, Map = services?.Counter, Meter = meter },
            NullLogger<LiveGuard>.Instance, TimeProvider.System);
    }

    private static async Task<RpcServer> OpenRpcAsync(LiveGuard? guard, IPAddress address, int port)
    {
        var server = new RpcServer(new RpcServerOptions { Guard = guard }, NullLoggerFactory.Instance);
        var map = new EndpointMap();
        var endpoint = await server.BindTcpAsync(address, port);
        endpoint.Serve(map, _ => null, (new ServedInterface(new EndpointMapperService(map)), "Endpoint mapper"));
        map.Register(Enumerable.Range(0, 25)
            .Select(
            i => new EndpointEntry(Guid.Empty,
            new TowerBinding(i == 0 ? Samr : new SyntaxId(Guid.NewGuid(), 1, 0), SyntaxId.Ndr20, ProtocolSequence.Tcp, "49152", ""), "",
            isOwn: true)));
        server.Start();
        return server;
    }

    private static async Task<WebApplication> OpenHttpAsync(LiveGuard? guard, DataFolder folder, IPAddress address, int port)
    {
        var accounts = new AccountStore(folder, new SecretProtection(folder));
        accounts.Add(Account, Password, Role.Administrator);
        var passwords = new PasswordAuthenticator(
            accounts, new LocalAuthority(Dns.GetHostName()), new LogonThrottle(new LogonThrottleOptions(), TimeProvider.System));
        var objects = new ObjectManagerBuilder { Host = Dns.GetHostName() }.AddLinux().Build();
        var service = new WsManService(
            objects, null, new WsManSettingsStore(new WsManSettings { AllowUnencrypted = true }),
            WsManServiceInfo.Default(Dns.GetHostName()), TimeProvider.System);
        var handler = new WsManHandler(
            service, [new BasicLogon(passwords, accounts)], NullLogger<WsManHandler>.Instance,
            guard is null ? null : new WsManGuard(guard));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.UseWsManLimits();
            kestrel.Listen(address, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (guard is not null) listen.UseGuard(guard, Transport.Http);
            });
        });
        var application = builder.Build();
        application.Run(handler.HandleAsync);
        await application.StartAsync();
        return application;
    }
}
