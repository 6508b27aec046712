using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Hosting.Admission;
using Sekimori.Hosting.Guarding;
using Sekimori.Hosting.Listening;
using Sekimori.Hosting.Shells;
using Sekimori.Hosting.Tls;
using Sekimori.Hosting.WsMan;
using Sekimori.Linux;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Shells;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Observations;
using Sekimori.Storage.Files;
using Sekimori.WsMan.Operations;

namespace Sekimori.App.Serve;

/// <summary>The ports of WS-Management, with this host's objects and shells after them.</summary>
internal sealed partial class WsManDoor : IAsyncDisposable
{
    private readonly UnixShellHost shells;
    private readonly WsManService service;
    private readonly WsManTicker ticker;
    private readonly WsManListeners listeners;
    private readonly WsManHandler handler;
    private readonly ServeGate gate;
    private readonly GatedDoor plain, tls;
    private readonly HttpsCertificate certificate;
    private readonly Action<ListenOptions, Transport> admit;
    private readonly TlsRules rules;

    private WsManDoor(ServeSettings settings, WsManSettingsStore store, ConfigFile kept, HttpsCertificate certificate, ServeLogon logon, ServeGuard guard, ServeGate gate, UnixShellHost shells, PrivilegedKeeper? keeper, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<WsManDoor>();
        var owners = logon.Watch(guard.Guard);
        var objects = new ObjectManagerBuilder { Host = logon.HostName }.AddLinux(new LinuxSources
        {
            TrustOperators = settings.TrustOperators,
            Keeper = keeper,
            Starter = ShellKeeperCommand(),
            FindDenialReason = owners.FindDenialReason,
            Ended = owners.Ended,
            Refused = reason => LogRefused(logger, reason),
            CreateLimits = () => new CreateLimits(store.Current.MaxProcessesPerShell, store.Current.MaxMemoryPerShellMb is > 0 and var most ? (long)most << 20 : null),
        }).Build();
        (this.shells, this.certificate, this.gate) = (shells, certificate, gate);
        var rule = ServeGuard.Admission(settings);
        rules = new TlsRules(settings.CompatibleTls, loggers.CreateLogger<TlsRules>(), TimeProvider.System);
        (plain, tls) = (WsManKestrel.Door(() => store.Current.MaxConnections, rule, isTls: false), WsManKestrel.Door(() => store.Current.MaxConnections, rule, isTls: true));
        Reduce(store.Current);
        store.Changed += Reduce;
        var refusals = new RefusalLog(loggers.CreateLogger<RefusalLog>(), TimeProvider.System);
        admit = (listen, transport) => listen.UseAdmission(rule, refusals, (remote, local) => guard.Guard.NotAdmittedAsync(remote, local, transport)).UseGuard(guard.Guard, transport);
        listeners = new WsManListeners(settings, kept, certificate, guard.Guard, gate.Gate, Door, Layer, context => handler!.HandleAsync(context), loggers);
        service = new WsManService(objects, new LinuxShellHost(shells, reason => LogRefused(logger, reason)), store, WsManServiceInfo.Default(logon.HostName), TimeProvider.System,
            new WsManConfiguration { Listeners = listeners, Mappings = logon.Accounts }, owners);
        IHttpLogon[] logons =
        [
            .. ContextLogon.All(logon.HttpAcceptor), new ClientCertificateLogon(logon.Certificates, logon.Accounts, TimeProvider.System),
            new HttpDigestLogon(logon.Digest), new BasicLogon(logon.Passwords, logon.Accounts),
        ];
        handler = new WsManHandler(service, logons, loggers.CreateLogger<WsManHandler>(), new WsManGuard(guard.Guard), owners);
        ticker = new WsManTicker(service, TimeProvider.System, handler);
    }

    /// <summary>Ends what an earlier server left behind, and makes ready for shells.</summary>
    public static async Task<WsManDoor> OpenAsync(ServeSettings settings, DataFolder folder, ConfigFile kept, HttpsCertificate certificate, ServeLogon logon, ServeGuard guard, ServeGate gate, PrivilegedKeeper? keeper, ILoggerFactory loggers)
    {
        var shells = await UnixShellHost.StartAsync(new ShellSettings
        {
            KeeperCommand = ShellKeeperCommand(),
            Privileged = keeper,
            Instance = ShellInstance.LoadOrCreate(folder.Path),
            Commands = settings.Commands,
            TrustOperators = settings.TrustOperators,
        });
        var store = new WsManSettingsStore(kept.Apply(settings.WsMan));
        store.Changed += kept.Keep;
        return new WsManDoor(settings, store, kept, certificate, logon, guard, gate, shells, keeper, loggers);
    }

    private GatedDoor Door(string transport) => transport == "HTTPS" ? tls : plain;

    private void Reduce(WsManSettings settings) => gate.Reduce("wsman: max-connections", settings.MaxConnections, new WsManSettings().MaxConnections);

    // The native program beside this one, where `run` has made it: it is ready in a few milliseconds and takes a few megabytes.
    internal static IReadOnlyList<string> ShellKeeperCommand()
    {
        var here = Path.GetDirectoryName(Environment.ProcessPath) ?? "/";
        var native = Path.Combine(Path.GetDirectoryName(here) ?? "/", "sekimori");
        return Path.GetFileName(here) == "whole" && File.Exists(native) ? [native] : ShellKeeper.ThisProgram;
    }

    /// <summary>Starts to serve.</summary>
    /// <param name="plan">The listeners of the start.</param>
    /// <param name="sockets">Their sockets.</param>
    public Task StartAsync(IReadOnlyList<PlannedListener> plan, ListenSockets sockets) => listeners.StartAsync(plan, sockets);

    /// <summary>Closes every listener.</summary>
    /// <param name="within">How long requests under way may take.</param>
    public Task StopAsync(TimeSpan within) => listeners.StopAsync(within);

    /// <summary>Ends every shell with all of its processes.</summary>
    public async Task EndShellsAsync() => await shells.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await listeners.StopAsync(TimeSpan.Zero);
        await shells.DisposeAsync();
        ticker.Dispose();
        await service.DisposeAsync();
    }

    // HTTP/1.1 only: a logon belongs to a connection ([MS-WSMV] 2.2.9.1), and HTTP/2 shares one among streams.
    private void Layer(ListenOptions listen, string transport)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.UseGate(gate.Gate, Door(transport));
        admit(listen, transport == "HTTPS" ? Transport.Https : Transport.Http);
        if (transport == "HTTPS") listen.UseTls(certificate.Open(), () => service.Settings.Current.Certificate, rules);
        listen.UseByteCount();
    }

    [LoggerMessage(30, LogLevel.Warning, "a process was denied to an operator: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
