using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sekimori.Cim.Schema;
using Sekimori.Gate.Configuration;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Kdc;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Listening;
using Sekimori.Gate.Shells;
using Sekimori.Linux;
using Sekimori.Linux.Shells;
using Sekimori.Server.Listening;
using Sekimori.Server.WsMan;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate;

/// <summary>The ports of WS-Management, with this host's objects and shells behind them.</summary>
internal sealed class WsManDoor : IAsyncDisposable
{
    private readonly UnixShellHost _shells;
    private readonly WsManService _service;
    private readonly WsManTicker _ticker;
    private readonly WsManListeners _listeners;
    private readonly WsManHandler _handler;
    private readonly GateParts _gate;
    private readonly GatewayDoor? _gateway;

    private WsManDoor(GateParts gate, WsManSettingsStore store, UnixShellHost shells, ListenPlan plan)
    {
        (_gate, _shells) = (gate, shells);
        var (logon, guard) = (gate.Logon, gate.Guard.Guard);
        var logger = gate.Loggers.CreateLogger<WsManDoor>();
        var owners = logon.Watch(guard);
        if (gate.Settings.StoreConsumers) logger.ConsumersAreStored();
        Reduce(store.Current);
        store.Changed += Reduce;
        _gateway = gate.Settings.Gateway.IsOn
            ? new(gate, store, () => [.. plan.Mapper, .. plan.Rpc, .. _listeners!.Ends])
            : null;
        RequestDelegate handler = gate.Settings.Gateway.IsAlone ? RefuseAsync : context => _handler!.HandleAsync(context);
        _listeners = new(gate, new WsManLayers(gate, store, _gateway), _gateway is { } door
            ? context => door.Kdc is { } kdc && KdcProxy.Is(context) ? kdc.AnswerAsync(context)
            : door.Terminated.Find(context) is { } route ? door.Terminated.HandleAsync(context, route) : handler(context)
            : handler);
        Objects = CreateObjects(gate, store, owners, logger);
        if (_gateway is not null) _gateway.KnownClass = Objects.FindDefinition;
        _service = new(Objects, new LinuxShellHost(shells, reason => logger.ProcessDenied(reason)), store,
            WsManServiceInfo.Default(logon.HostName, Environment.OSVersion.Version), gate.Clock,
            new WsManConfiguration { Listeners = _listeners, Mappings = logon.Accounts }, owners);
        IHttpLogon[] logons =
        [
            .. ContextLogon.All(logon.HttpAcceptor), new ClientCertificateLogon(logon.Certificates, logon.Accounts, gate.Clock),
            new HttpDigestLogon(logon.Digest), new BasicLogon(logon.Passwords, logon.Accounts),
        ];
        _handler = new(_service, logons, gate.Loggers.CreateLogger<WsManHandler>(), new WsManGuard(guard), owners);
        _ticker = new(_service, gate.Clock, _handler);
    }

    /// <summary>The gateway; null if there is none.</summary>
    public GatewayDoor? Gateway => _gateway;

    /// <summary>The objects of this host, for every protocol.</summary>
    public ObjectManager Objects { get; }

    /// <summary>Ends what an earlier server left behind, and makes ready for shells.</summary>
    public static async Task<WsManDoor> OpenAsync(GateParts gate, ListenPlan plan)
    {
        var shells = await UnixShellHost.StartAsync(new ShellSettings
        {
            KeeperCommand = gate.Options.ShellKeeper,
            Privileged = gate.Options.Keeper,
            Instance = ShellInstance.LoadOrCreate(gate.Options.Folder.Path),
            Commands = gate.Settings.Commands,
            TrustOperators = gate.Settings.TrustOperators,
        }).ConfigureAwait(false);
        var store = new WsManSettingsStore(gate.Kept.Apply(gate.Settings.WsMan));
        store.Changed += gate.Kept.Keep;
        return new(gate, store, shells, plan);
    }

    /// <summary>Starts to serve.</summary>
    /// <param name="plan">The listeners of the start.</param>
    /// <param name="sockets">Their sockets.</param>
    /// <exception cref="GateException">An outer address of the gateway cannot be opened.</exception>
    public async Task StartAsync(IReadOnlyList<PlannedListener> plan, ListenSockets sockets)
    {
        if (_gateway is { } gateway)
        {
            gateway.Follow.Start();
            await gateway.Relay.ReconcileAsync(isStart: true).ConfigureAwait(false);
        }
        await _listeners.StartAsync(plan, sockets).ConfigureAwait(false);
    }

    /// <summary>Closes every listener.</summary>
    /// <param name="within">How long requests under way may take.</param>
    public Task StopAsync(TimeSpan within) =>
        Task.WhenAll(_gateway?.StopAsync() ?? Task.CompletedTask, _listeners.StopAsync(within));

    /// <summary>Ends every shell with all of its processes.</summary>
    public async Task EndShellsAsync() => await _shells.DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _listeners.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        if (_gateway is not null) await _gateway.DisposeAsync().ConfigureAwait(false);
        await _shells.DisposeAsync().ConfigureAwait(false);
        _ticker.Dispose();
        await _service.DisposeAsync().ConfigureAwait(false);
    }

    private static ObjectManager CreateObjects(GateParts gate, WsManSettingsStore store, CallerWatch owners, ILogger logger) =>
        new ObjectManagerBuilder { Host = gate.Logon.HostName }.AddLinux(new LinuxSources
        {
            TrustOperators = gate.Settings.TrustOperators,
            StoreConsumers = gate.Settings.StoreConsumers,
            Keeper = gate.Options.Keeper,
            Starter = gate.Options.ShellKeeper,
            FindDenialReason = owners.FindDenialReason,
            Ended = owners.Ended,
            Refused = reason => logger.ProcessDenied(reason),
            CreateLimits = () => new CreateLimits(
                store.Current.MaxProcessesPerShell, store.Current.MaxMemoryPerShellMb is > 0 and var most ? (long)most << 20 : null),
        }).Build();

    // `sekimori gate`: nobody who may reach a target is to find the objects and shells of the gate itself.
    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain;charset=utf-8";
        return context.Response.WriteAsync(
            "This is a gateway: it serves CONNECT, and WS-Management at /to/NAME/wsman, to its targets.\n", context.RequestAborted);
    }

    private void Reduce(WsManSettings settings) =>
        _gate.Places.Reduce("wsman: max-connections", settings.MaxConnections, new WsManSettings().MaxConnections);
}
