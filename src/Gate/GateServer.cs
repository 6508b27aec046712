using Sekimori.Gate.Configuration;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Listening;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Tls;
using Sekimori.Server.Listening;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Secrets;

namespace Sekimori.Gate;

/// <summary>Both protocols of this host. It composes the parts, and decides nothing itself.</summary>
internal sealed class GateServer : IAsyncDisposable
{
    // SIGTERM ends a server within five seconds: connections get two of them, children and files the rest.
    private static readonly TimeSpan ConnectionsEndWithin = TimeSpan.FromSeconds(2);

    private readonly GateParts _parts;
    private readonly ListenPlan _plan;
    private readonly ListenSockets _sockets;
    private readonly RpcDoor? _rpc;
    private readonly WsManDoor _wsman;

    private GateServer(GateParts parts, ListenPlan plan, ListenSockets sockets, RpcDoor? rpc, WsManDoor wsman, GateSummary summary) =>
        (_parts, _plan, _sockets, _rpc, _wsman, Summary) = (parts, plan, sockets, rpc, wsman, summary);

    /// <summary>Its state, for the banner.</summary>
    public GateSummary Summary { get; private set; }

    /// <summary>The gateway; null if there is none.</summary>
    public GatewayDoor? Gateway => _wsman.Gateway;

    /// <summary>Takes alerts that no rule raises; null where detection is off.</summary>
    public Detection.IAlertSink? Alerts => _parts.Guard.Alerts;

    /// <summary>
    /// Rejects settings that would expose the server to any address without a policy. Call it before anything is created or opened.
    /// </summary>
    /// <exception cref="GateException">An address to listen on, or an allowed one, is public without an explicit setting.</exception>
    public static void RequirePolicy(GateSettings settings) => GateGuard.RequirePolicy(settings);

    /// <summary>Opens every port and creates the server; it does not accept connections yet.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GateException">It cannot be opened with these settings.</exception>
    public static async Task<GateServer> OpenAsync(GateOptions options, CancellationToken cancellationToken)
    {
        GateGuard.RequirePolicy(options.Settings);
        var kept = new ConfigFile(options.Folder);
        var sockets = new ListenSockets { Privileged = options.Keeper is { } keeper ? keeper.Bind : null };
        try
        {
            var plan = ListenPlan.Open(options.Settings, options.Folder.Path, kept, sockets);
            var secrets = GateSecrets.Open(options.Settings.Secrets, options.Folder);
            var accounts = new AccountStore(options.Folder, secrets);
            var parts = Parts(options, kept, plan, accounts, secrets);
            var wsman = await WsManDoor.OpenAsync(parts, plan).ConfigureAwait(false);
            try
            {
                var rpc = await RpcDoor.OpenAsync(parts, plan, sockets, wsman.Objects, cancellationToken).ConfigureAwait(false);
                return new(parts, plan, sockets, rpc, wsman, Summarize(parts, plan, accounts, secrets));
            }
            catch
            {
                await wsman.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>Starts to serve.</summary>
    /// <exception cref="GateException">The address of the counters cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _parts.Guard.StartAsync(cancellationToken).ConfigureAwait(false);
        Summary = Summary with { Metrics = _parts.Guard.MetricsLine };
        await _wsman.StartAsync(_plan.Listeners, _sockets).ConfigureAwait(false);
        _rpc?.Server.Start();
    }

    /// <summary>Ends every connection.</summary>
    public async Task StopAsync()
    {
        // Shells first: a client that waits for one's output would keep its connection open until the limit.
        await _wsman.EndShellsAsync().ConfigureAwait(false);
        await Task.WhenAll(_rpc?.Server.StopAsync() ?? Task.CompletedTask, _wsman.StopAsync(ConnectionsEndWithin)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_rpc is not null) await _rpc.DisposeAsync().ConfigureAwait(false);
        await _wsman.DisposeAsync().ConfigureAwait(false);
        await _parts.DisposeAsync().ConfigureAwait(false);
        _sockets.Dispose();
    }

    private static GateParts Parts(GateOptions options, ConfigFile kept, ListenPlan plan, AccountStore accounts,
        SecretProtection secrets)
    {
        var certificate = new HttpsCertificate(options);
        var isHttps = plan.Listeners.Any(planned => planned.Listener.Transport == "HTTPS");
        var logon = new GateLogon(options.Settings.Logon, options.Settings.Gateway, accounts,
            isHttps ? certificate.Open() : null, options.Loggers);
        var guard = GateGuard.Open(options);
        guard.WatchAccounts(accounts, options.Folder);
        return new(options, kept, certificate, logon, guard, secrets, GatePlaces.Open(options, guard));
    }

    private static GateSummary Summarize(GateParts parts, ListenPlan plan, AccountStore accounts, SecretProtection secrets) => new()
    {
        Settings = parts.Settings,
        WsMan = parts.Kept.Apply(parts.Settings.WsMan),
        Plan = plan,
        Folder = parts.Options.Folder.Path,
        Policy = parts.Guard.PolicyLine,
        Audit = parts.Guard.AuditLine,
        Rules = parts.Guard.RulesLine,
        Map = parts.Guard.MapLine,
        Limits = parts.Places.Line,
        Secrets = secrets.Description,
        Certificate = parts.Certificate.Keeper?.Current,
        Accounts = accounts.List().Count,
    };
}
