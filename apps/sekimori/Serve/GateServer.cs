using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sekimori.App.Logging;
using Sekimori.Guard.Connect;
using Sekimori.Hosting.Admission;
using Sekimori.Hosting.Listening;
using Sekimori.Hosting.Tls;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.App.Serve;

/// <summary>Both front doors in one Kestrel. It composes, and decides nothing itself.</summary>
internal sealed class GateServer : IAsyncDisposable
{
    // SIGTERM ends a server within five seconds: connections get three of them, children and files the rest.
    private static readonly TimeSpan ConnectionsEndWithin = TimeSpan.FromSeconds(3);

    private readonly WebApplication application;
    private readonly CertificateKeeper? keeper;
    private readonly SecretProtection secrets;
    private readonly AccountStore accounts;

    private GateServer(ServeSettings settings, DataFolder folder, ListenPlan plan, ListenSockets sockets, ILoggerFactory loggers)
    {
        secrets = ServeSecrets.Open(settings.Secrets, folder);
        accounts = new AccountStore(folder, secrets);
        keeper = plan.Https.IsEmpty ? null : ServeCertificate.Open(settings, folder, loggers, TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers).AddSingleton<IHostLifetime, CommandLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(transport => transport.CreateBoundListenSocket = sockets.Take);
        var rule = new ConnectRule(settings.Allow);
        var refusals = new RefusalLog(loggers.CreateLogger<RefusalLog>(), TimeProvider.System);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            WsManDoor.Open(kestrel, plan, keeper, listen => listen.UseAdmission(rule, refusals));
        });
        application = builder.Build();
    }

    /// <summary>The certificate of HTTPS; null where HTTPS is off.</summary>
    public ServerCertificate? Certificate => keeper?.Current;

    /// <summary>What protects the keys of stored secrets.</summary>
    public string SecretProtection => secrets.Description;

    public int AccountCount => accounts.List().Count;

    /// <summary>Puts the server together; nothing is served yet.</summary>
    public static GateServer Build(ServeSettings settings, DataFolder folder, ListenPlan plan, ListenSockets sockets)
    {
        var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(settings.Log.Level)
            .AddProvider(new LineLoggerProvider(Console.Error, settings.Log.Json, settings.Log.Level, TimeProvider.System)));
        return new GateServer(settings, folder, plan, sockets, loggers);
    }

    public Task StartAsync(CancellationToken cancellationToken) => application.StartAsync(cancellationToken);

    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(ConnectionsEndWithin);
        await application.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        keeper?.Dispose();
    }
}
