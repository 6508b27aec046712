using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sekimori.App.Logging;
using Sekimori.Hosting.Admission;
using Sekimori.Hosting.Guarding;
using Sekimori.Hosting.Listening;
using Sekimori.Hosting.Rpc;
using Sekimori.Hosting.Tls;
using Sekimori.Hosting.WsMan;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.App.Serve;

/// <summary>Both front doors in one Kestrel. It composes, and decides nothing itself.</summary>
internal sealed class GateServer : IAsyncDisposable
{
    // SIGTERM ends a server within five seconds: connections get two of them, children and files the rest.
    private static readonly TimeSpan ConnectionsEndWithin = TimeSpan.FromSeconds(2);

    private readonly WebApplication application;
    private readonly RpcServer? rpc;
    private readonly CertificateKeeper? keeper;
    private readonly SecretProtection secrets;
    private readonly AccountStore accounts;
    private readonly ServeLogon logon;
    private readonly WsManDoor wsman;
    private readonly ServeGuard guard;

    private GateServer(ServeSettings settings, DataFolder folder, ListenPlan plan, ListenSockets sockets, AccountStore accounts, SecretProtection secrets, ServeLogon logon, ServeGuard guard, RpcServer? rpc, WsManDoor wsman, CertificateKeeper? keeper, ILoggerFactory loggers)
    {
        (this.accounts, this.secrets, this.logon, this.guard, this.rpc, this.wsman, this.keeper) = (accounts, secrets, logon, guard, rpc, wsman, keeper);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers).AddSingleton<IHostLifetime, CommandLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(transport => transport.CreateBoundListenSocket = sockets.Take);
        var rule = ServeGuard.Admission(settings);
        var refusals = new RefusalLog(loggers.CreateLogger<RefusalLog>(), TimeProvider.System);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseWsManLimits();
            wsman.Listen(kestrel, plan, keeper, (listen, transport) => listen
                .UseAdmission(rule, refusals, (remote, local) => guard.Guard.NotAdmittedAsync(remote, local, transport)).UseGuard(guard.Guard, transport));
        });
        application = builder.Build();
        application.Run(wsman.Handler.HandleAsync);
    }

    /// <summary>The certificate of HTTPS; null where HTTPS is off.</summary>
    public ServerCertificate? Certificate => keeper?.Current;

    /// <summary>What protects the keys of stored secrets.</summary>
    public string SecretProtection => secrets.Description;

    /// <summary>Policy, audit log, rules and counters.</summary>
    public ServeGuard Guard => guard;

    public int AccountCount => accounts.List().Count;

    /// <summary>Puts the server together; nothing is served yet.</summary>
    public static async Task<GateServer> BuildAsync(ServeSettings settings, DataFolder folder, ListenPlan plan, ListenSockets sockets, CancellationToken cancellationToken)
    {
        var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(settings.Log.Level)
            .AddProvider(new LineLoggerProvider(Console.Error, settings.Log.Json, settings.Log.Level, TimeProvider.System)));
        var secrets = ServeSecrets.Open(settings.Secrets, folder);
        var accounts = new AccountStore(folder, secrets);
        var keeper = plan.Https.IsEmpty ? null : ServeCertificate.Open(settings, folder, loggers, TimeProvider.System);
        var logon = new ServeLogon(settings.Logon, accounts, keeper, loggers);
        var guard = ServeGuard.Open(settings, folder, loggers);
        var rpc = await RpcDoor.OpenAsync(settings, plan, sockets, logon, guard, loggers, cancellationToken);
        var wsman = await WsManDoor.OpenAsync(settings, folder, logon, guard, loggers);
        return new GateServer(settings, folder, plan, sockets, accounts, secrets, logon, guard, rpc, wsman, keeper, loggers);
    }

    /// <summary>Begins to serve.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await guard.StartAsync(cancellationToken);
        await application.StartAsync(cancellationToken);
        rpc?.Start();
    }

    /// <summary>Ends every connection.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(ConnectionsEndWithin);
        // Shells first: a client that waits for one's output would keep its connection open until the limit.
        await wsman.EndShellsAsync();
        await Task.WhenAll(rpc?.StopAsync() ?? Task.CompletedTask, application.StopAsync(limit.Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (rpc is not null)
            await rpc.DisposeAsync();
        await application.DisposeAsync();
        await wsman.DisposeAsync();
        await guard.DisposeAsync();
        logon.Dispose();
        keeper?.Dispose();
    }
}
