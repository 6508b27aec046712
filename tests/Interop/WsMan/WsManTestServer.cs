using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sekimori.Cim.Schema;
using Sekimori.Gate.Shells;
using Sekimori.Gate.Tls;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.Linux;
using Sekimori.Linux.Shells;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;
using Sekimori.Security.Digest;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;
using Sekimori.Server.Admission;
using Sekimori.Server.Tls;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>
/// A whole WS-Management server in this process: real accounts, real objects, real shells, HTTP and HTTPS on ports of the system's choice.
/// </summary>
internal sealed class WsManTestServer : IAsyncDisposable
{
    public const string Password = "Sekimori-Test-1";

    private readonly WebApplication _application;
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-wsman-").FullName;
    private readonly WsManTicker _ticker;
    private readonly CertificateKeeper _keeper;
    private readonly CredSspCertificate _credSsp;
    private readonly ConnectionGate _gate;
    private readonly UnixShellHost _shells;
    private readonly PasswordAuthenticator _passwords;

    private WsManTestServer(IPAddress address, int httpPort, int httpsPort, WsManSettings? settings, UnixShellHost shells,
        WsManTestLogon logon)
    {
        _shells = shells;
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(Log));
        var folder = new DataFolder(_folder);
        // The slow hash is shown in Security.Tests; here it would be most of a test's time.
        Accounts = new AccountStore(folder, new SecretProtection(folder), iterations: 1000);
        var unixUser = Environment.UserName == "root" ? "root" : null;
        Accounts.Add("reader", Password);
        Accounts.Add("operator", Password, Role.Operator, unixUser);
        Accounts.Add("admin", Password, Role.Administrator, unixUser);
        var (authority, throttle) = (new LocalAuthority(Dns.GetHostName()), new LogonThrottle(logon.Throttle, TimeProvider.System));
        _passwords = new PasswordAuthenticator(Accounts, authority, throttle, Math.Max(1, Environment.ProcessorCount / 2));
        if (logon.Principal is { } principal) Accounts.Map(new IdentityMapping(IdentityKind.KerberosPrincipal, principal, "operator"));
        var acceptor = new SecurityAcceptor(new SecurityAcceptorSettings
        {
            Accounts = Accounts, Authority = authority, Throttle = throttle, Kerberos = logon.Keytab is { } keytab
                ? new KerberosSettings { Keytab = keytab }
                : null,
            // As `serve` has it by default: what the peers name is compared.
            TargetName = new TargetNameCheck(
                TargetNameMode.Relaxed, new HostNames([Dns.GetHostName(), WsManTestLogon.RealmHost, WsManTestLogon.ProxiedHost])),
            CredSspCertificate = () => _credSsp!.Current,
        });
        var builder = new ObjectManagerBuilder { Host = Dns.GetHostName() }.AddLinux(new LinuxSources { TrustOperators = true });
        logon.Objects?.Invoke(builder);
        var objects = builder.Build();
        Settings = new WsManSettingsStore(settings ?? new WsManSettings());
        Service = new WsManService(objects, new LinuxShellHost(_shells), Settings,
            WsManServiceInfo.Default(Dns.GetHostName(), Environment.OSVersion.Version), TimeProvider.System,
            new WsManConfiguration { Mappings = Accounts });
        _ticker = new WsManTicker(Service, TimeProvider.System);
        _keeper = new CertificateKeeper(
            CertificateKeeper.SelfMade(Path.Combine(_folder, "certificate.pem"), [address], DateTimeOffset.UtcNow),
            loggers.CreateLogger<CertificateKeeper>(), TimeProvider.System);
        _credSsp = new CredSspCertificate(() => _keeper.Current.Certificate, TimeProvider.System);
        IHttpLogon[] logons =
        [
            .. ContextLogon.All(acceptor),
            new ClientCertificateLogon(new CertificateAuthenticator(Accounts, logon.ClientCertificates, TimeProvider.System), Accounts,
                TimeProvider.System),
            new HttpDigestLogon(new DigestAuthenticator(Accounts, throttle, logon.Time)), new BasicLogon(_passwords, Accounts),
        ];
        var handler = new WsManHandler(Service, logons, loggers.CreateLogger<WsManHandler>());
        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        web.Services.AddLogging();
        _gate = new ConnectionGate(AdmissionLimits.Default, loggers);
        GatedDoor Door(bool isTls) => WsManKestrel.Door(() => Settings.Current.MaxConnections, ConnectRule.Default, isTls);
        web.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.UseWsManLimits();
            kestrel.Listen(address, httpPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseGate(_gate, Door(isTls: false), logon.Deadline);
                listen.UseByteCount();
            });
            kestrel.Listen(address, httpsPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseGate(_gate, Door(isTls: true), logon.Deadline);
                listen.UseTls(_keeper, () => Settings.Current.Certificate);
                listen.UseByteCount();
            });
        });
        _application = web.Build();
        _application.Run(handler.HandleAsync);
    }

    public AccountStore Accounts { get; }

    /// <summary>What it warned of.</summary>
    public TestLog Log { get; } = new();

    public WsManSettingsStore Settings { get; }

    public WsManService Service { get; }

    public Uri Http { get; private set; } = null!;

    public Uri Https { get; private set; } = null!;

    public static async Task<WsManTestServer> StartAsync(
        WsManSettings? settings = null, IReadOnlyDictionary<string, string>? commands = null, string? path = null,
        IPAddress? address = null, int httpPort = 0, int httpsPort = 0, WsManTestLogon? logon = null)
    {
        var shells = new ShellSettings
        {
            KeeperCommand = ShellKeeper.ThisProgram, Instance = (uint)Random.Shared.Next(), TrustOperators = true
        };
        if (commands is not null) shells = shells with { Commands = commands };
        if (path is not null) shells = shells with { Path = path };
        var server = new WsManTestServer(
            address ?? IPAddress.Loopback, httpPort, httpsPort, settings, await UnixShellHost.StartAsync(shells),
            logon ?? new WsManTestLogon());
        await server._application.StartAsync();
        var addresses = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Http = new Uri(addresses.First(a => a.StartsWith("http:", StringComparison.Ordinal)) + "/wsman");
        server.Https = new Uri(addresses.First(a => a.StartsWith("https:", StringComparison.Ordinal)) + "/wsman");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Service.DisposeAsync();
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        _ticker.Dispose();
        await _shells.DisposeAsync();
        _keeper.Dispose();
        _gate.Dispose();
        _passwords.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
