using Microsoft.Extensions.Logging;
using Sekimori.App.Logging;
using Sekimori.Hosting.Listening;
using Sekimori.Hosting.Rpc;
using Sekimori.Hosting.Tls;
using Sekimori.Linux.Privileges;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.App.Serve;

/// <summary>Both front doors. It composes, and decides nothing itself.</summary>
internal sealed class GateServer : IAsyncDisposable
{
    // SIGTERM ends a server within five seconds: connections get two of them, children and files the rest.
    private static readonly TimeSpan ConnectionsEndWithin = TimeSpan.FromSeconds(2);

    private readonly RpcServer? rpc;
    private readonly HttpsCertificate certificate;
    private readonly ListenPlan plan;
    private readonly ListenSockets sockets;
    private readonly SecretProtection secrets;
    private readonly AccountStore accounts;
    private readonly ServeLogon logon;
    private readonly WsManDoor wsman;
    private readonly ServeGuard guard;
    private readonly ServeGate gate;

    private GateServer(ListenPlan plan, ListenSockets sockets, AccountStore accounts, SecretProtection secrets, ServeLogon logon, ServeGuard guard, ServeGate gate, RpcServer? rpc, WsManDoor wsman, HttpsCertificate certificate) =>
        (this.plan, this.sockets, this.accounts, this.secrets, this.logon, this.guard, this.gate, this.rpc, this.wsman, this.certificate) = (plan, sockets, accounts, secrets, logon, guard, gate, rpc, wsman, certificate);

    /// <summary>The certificate of HTTPS; null if HTTPS is off.</summary>
    public ServerCertificate? Certificate => certificate.Keeper?.Current;

    /// <summary>What protects the keys of stored secrets.</summary>
    public string SecretProtection => secrets.Description;

    /// <summary>What the banner says of places and descriptors.</summary>
    public string LimitsLine => gate.Line;

    /// <summary>Policy, audit log, rules and counters.</summary>
    public ServeGuard Guard => guard;

    public int AccountCount => accounts.List().Count;

    /// <summary>Puts the server together; nothing is served yet.</summary>
    public static async Task<GateServer> BuildAsync(ServeSettings settings, DataFolder folder, ListenPlan plan, ConfigFile kept, ListenSockets sockets, PrivilegedKeeper? keeper, CancellationToken cancellationToken)
    {
        var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(settings.Log.Level)
            .AddProvider(new LineLoggerProvider(Console.Error, settings.Log.Json, settings.Log.Level, TimeProvider.System)));
        var secrets = ServeSecrets.Open(settings.Secrets, folder);
        var accounts = new AccountStore(folder, secrets);
        var certificate = new HttpsCertificate(settings, folder, loggers, TimeProvider.System);
        var isHttps = plan.Listeners.Any(planned => planned.Listener.Transport == "HTTPS");
        var logon = new ServeLogon(settings.Logon, accounts, isHttps ? certificate.Open() : null, loggers);
        var guard = ServeGuard.Open(settings, folder, loggers);
        guard.WatchAccounts(accounts, folder);
        var gate = ServeGate.Open(settings, guard, loggers);
        var rpc = await RpcDoor.OpenAsync(settings, plan, sockets, logon, guard, gate, loggers, cancellationToken);
        var wsman = await WsManDoor.OpenAsync(settings, folder, kept, certificate, logon, guard, gate, keeper, loggers);
        return new GateServer(plan, sockets, accounts, secrets, logon, guard, gate, rpc, wsman, certificate);
    }

    /// <summary>Starts to serve.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await guard.StartAsync(cancellationToken);
        await wsman.StartAsync(plan.Listeners, sockets);
        rpc?.Start();
    }

    /// <summary>Ends every connection.</summary>
    public async Task StopAsync()
    {
        // Shells first: a client that waits for one's output would keep its connection open until the limit.
        await wsman.EndShellsAsync();
        await Task.WhenAll(rpc?.StopAsync() ?? Task.CompletedTask, wsman.StopAsync(ConnectionsEndWithin));
    }

    public async ValueTask DisposeAsync()
    {
        if (rpc is not null)
            await rpc.DisposeAsync();
        await wsman.DisposeAsync();
        gate.Dispose();
        await guard.DisposeAsync();
        logon.Dispose();
        certificate.Dispose();
    }
}
