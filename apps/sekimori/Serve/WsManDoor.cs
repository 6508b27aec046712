using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sekimori.Cim.Schema;
using Sekimori.Guard.Observations;
using Sekimori.Hosting.Guarding;
using Sekimori.Hosting.Shells;
using Sekimori.Hosting.Tls;
using Sekimori.Hosting.WsMan;
using Sekimori.Linux;
using Sekimori.Linux.Shells;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Storage.Files;
using Sekimori.WsMan.Operations;

namespace Sekimori.App.Serve;

/// <summary>The ports of WS-Management, with this host's objects and shells behind them.</summary>
internal sealed class WsManDoor : IAsyncDisposable
{
    private readonly UnixShellHost shells;
    private readonly WsManService service;
    private readonly WsManTicker ticker;
    private readonly string hostName;
    private readonly ConnectionQuota quota;
    private Func<IReadOnlyList<ConfigListener>> listeners = () => [];

    private WsManDoor(WsManSettingsStore settings, ServeLogon logon, ServeGuard guard, UnixShellHost shells, ILoggerFactory loggers)
    {
        var objects = new ObjectManagerBuilder { Host = logon.HostName }.AddLinux().Build();
        (this.shells, hostName) = (shells, logon.HostName);
        quota = new ConnectionQuota(() => settings.Current.MaxConnections);
        service = new WsManService(objects, new LinuxShellHost(shells), settings, WsManServiceInfo.Default(logon.HostName), TimeProvider.System,
            new WsManConfiguration { Listeners = () => listeners(), Mappings = logon.Accounts });
        ticker = new WsManTicker(service, TimeProvider.System);
        IHttpLogon[] logons =
        [
            .. ContextLogon.All(logon.HttpAcceptor), new ClientCertificateLogon(logon.Certificates, logon.Accounts, TimeProvider.System),
            new HttpDigestLogon(logon.Digest), new BasicLogon(logon.Passwords, logon.Accounts),
        ];
        Handler = new WsManHandler(service, logons, loggers.CreateLogger<WsManHandler>(), new WsManGuard(guard.Guard));
    }

    /// <summary>What answers requests.</summary>
    public WsManHandler Handler { get; }

    /// <summary>Ends what an earlier server left behind, and makes ready for shells.</summary>
    public static async Task<WsManDoor> OpenAsync(ServeSettings settings, DataFolder folder, ServeLogon logon, ServeGuard guard, ILoggerFactory loggers)
    {
        var shells = await UnixShellHost.StartAsync(new ShellSettings
        {
            KeeperCommand = Keeper(),
            Instance = ShellInstance.LoadOrCreate(folder.Path),
            Commands = settings.Commands,
        });
        var kept = new ConfigFile(folder);
        var store = new WsManSettingsStore(kept.Apply(settings.WsMan));
        store.Changed += kept.Keep;
        return new WsManDoor(store, logon, guard, shells, loggers);
    }

    // The native program beside this one, where `run` has made it: it is ready in a few milliseconds and takes a few megabytes.
    private static IReadOnlyList<string> Keeper()
    {
        var here = Path.GetDirectoryName(Environment.ProcessPath) ?? "/";
        var native = Path.Combine(Path.GetDirectoryName(here) ?? "/", "sekimori");
        return Path.GetFileName(here) == "whole" && File.Exists(native) ? [native] : ShellKeeper.ThisProgram;
    }

    /// <summary>Adds the ports to a server.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="plan">Which ports.</param>
    /// <param name="keeper">The certificate of HTTPS; null where HTTPS is off.</param>
    /// <param name="admit">Puts the guard in front of a port.</param>
    public void Listen(KestrelServerOptions kestrel, ListenPlan plan, CertificateKeeper? keeper, Action<ListenOptions, Transport> admit)
    {
        listeners = () => ShownListeners.Of(plan, keeper?.Current.Certificate, hostName);
        foreach (var end in plan.Http)
            kestrel.Listen(end, listen => Plain(listen, admit, Transport.Http));
        foreach (var end in plan.Https)
        {
            kestrel.Listen(end, listen =>
            {
                Plain(listen, admit, Transport.Https);
                listen.UseTls(keeper!, () => service.Settings.Current.Certificate);
            });
        }
    }

    /// <summary>Ends every shell with all of its processes.</summary>
    public async Task EndShellsAsync() => await shells.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await shells.DisposeAsync();
        ticker.Dispose();
        await service.DisposeAsync();
    }

    // HTTP/1.1 only: a logon belongs to a connection ([MS-WSMV] 2.2.9.1), and HTTP/2 shares one among streams.
    private void Plain(ListenOptions listen, Action<ListenOptions, Transport> admit, Transport transport)
    {
        listen.Protocols = HttpProtocols.Http1;
        quota.GuardEndpoint(listen);
        listen.UseLogonDeadline();
        admit(listen, transport);
    }
}
