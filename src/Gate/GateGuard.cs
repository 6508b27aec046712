using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Sekimori.Detection;
using Sekimori.Gate.Alerts;
using Sekimori.Gate.Approvals;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.ServiceMaps;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Telemetry;
using Sekimori.Guard.Connect;
using Sekimori.Guard.Policy;
using Sekimori.Server.Admission;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Audit;
using Sekimori.Storage.Files;
using Sekimori.Storage.Map;

namespace Sekimori.Gate;

/// <summary>The guard of a server put together: policy, audit log, rules, sinks, counters.</summary>
internal sealed class GateGuard : IAsyncDisposable
{
    private readonly ILogger<GateGuard> logger;
    private readonly GuardSettings settings;
    private readonly string command;
    private readonly TimeProvider clock;
    private readonly PolicyFile? file;
    private readonly AuditLog? audit;
    private readonly AuditDatabase? database;
    private readonly GateAlerts? alerts;
    private readonly LiveServiceMap? map;
    private readonly AccessRequests? requests;
    private readonly GuardMeter meter = new();
    private readonly OtlpExport? otlp;
    private readonly TelemetryServer? telemetry;
    private readonly List<FileWatch> watches = [];

    private GateGuard(GateOptions options)
    {
        var (all, folder, loggers) = (options.Settings, options.Folder, options.Loggers);
        (settings, command, clock, logger) = (all.Guard, all.Command, options.Clock, loggers.CreateLogger<GateGuard>());
        file = OpenPolicy(settings, loggers, clock);
        var policy = file?.Holder ?? new PolicyHolder(Exposure.PolicyOf(all.Allow));
        database = AuditDatabases.Open(settings.Audit.Database, settings.Audit.DatabaseFile, settings.Audit.DatabaseDays, OnDatabase);
        audit = OpenAudit(settings.Audit, folder, policy);
        alerts = settings.Detection.IsOn ? new GateAlerts(all, audit, meter, loggers) : null;
        map = OpenMap(settings.Map, folder, loggers);
        Guard = new LiveGuard(new() { Policy = policy, Audit = audit, Detection = alerts?.Engine, Map = map?.Counter, Meter = meter },
            loggers.CreateLogger<LiveGuard>(), clock);
        if (file is not null)
        {
            file.Changed = what => Report("policy", what);
            policy.Requests = requests = new(new RequestJournal(folder.Path), clock, what => Report("requests", what));
        }
        if (map is not null && settings.Map.Baseline is { } baseline)
            watches.Add(new FileWatch(baseline, map.RereadBaseline, clock));
        ShowNumbers();
        if (settings.Metrics.Otlp is { } collector) otlp = new OtlpExport(collector, settings.Metrics.Every);
        if (settings.Metrics.Port > 0)
            telemetry = new TelemetryServer(new IPEndPoint(settings.Metrics.Address, settings.Metrics.Port), HealthProblem, loggers,
            // Of the allow list itself: a policy, which may let everybody connect, is not asked about these.
            listen => listen.UseAdmission(new ConnectRule(all.Allow), new RefusalLog(loggers.CreateLogger<RefusalLog>(), clock)));
    }

    public LiveGuard Guard { get; }

    /// <summary>Records each change of the accounts.</summary>
    public void WatchAccounts(AccountStore accounts, DataFolder folder)
    {
        var changes = new AccountChanges(accounts);
        watches.Add(new FileWatch(folder.File("accounts.json"), () =>
        {
            try
            {
                foreach (var change in changes.Next()) Report("accounts", change);
            }
            catch (AccountStoreException unreadable)
            {
                Report("accounts", $"accounts.json changed and cannot be read: {unreadable.Message}");
            }
        }, clock));
    }

    /// <summary>The counters.</summary>
    public GuardMeter Meter => meter;

    /// <summary>The banner line of the policy.</summary>
    public string PolicyLine => file is null
        ? $"none: allowed addresses may do what their roles permit (create one: {command} policy template strict)"
        : $"{settings.Policy}: {file.Holder.Current.Document.Rules.Count} rules, watched" +
        $"{(file.Holder.Current.Document.IsDryRun ? "; audit-only: nothing is refused" : "")}";

    /// <summary>The banner's text about the audit log; null if there is none.</summary>
    public string? AuditLine =>
        audit is null ? null : $"{AuditFolder}, {audit.Sequence} records{(database is null ? "" : $"; {database}")}";

    /// <summary>The banner's text about the rules; null if there are none.</summary>
    /// <summary>Takes alerts that no rule raises; null where detection is off.</summary>
    public IAlertSink? Alerts => alerts?.Sink;

    public string? RulesLine => alerts?.Line;

    /// <summary>Where the service map is kept; null if there is none.</summary>
    public string? MapLine => map?.ToString();

    /// <summary>The address of counters and health, once they are started; null if they are off.</summary>
    public string? MetricsLine => telemetry is null ? null : $"{telemetry.Address}/metrics, /health";

    private string AuditFolder { get; set; } = "";

    /// <summary>Refuses settings that would open the server to everybody without a policy: before a port is opened.</summary>
    /// <exception cref="GateException">An address to listen on, or an allowed one, is public without an explicit setting.</exception>
    public static void RequirePolicy(GateSettings settings)
    {
        if (Exposed(settings, settings.Addresses) is { } exposed)
            throw new GateException(
                $"{exposed} is public: set a policy (--policy FILE; create one with `{settings.Command} policy template strict`), or use " +
                $"--without-policy");
        if (settings is { Gateway.IsOn: true, Guard.Policy: null })
            throw new GateException(
                $"a gateway needs a policy, which says who reaches which target: set --policy FILE (create one with " +
                $"`{settings.Command} policy template gateway`)");
        if (settings is { Gateway.IsOn: true, WsManPorts.Https: 0 })
            throw new GateException("a gateway serves CONNECT over HTTPS: set wsman: https-port (--https-port)");
        if (settings.Gateway is { IsAlone: true, Targets.IsEmpty: true })
            throw new GateException("the gateway has no targets: list them in the settings file, under gateway: targets");
    }

    /// <summary>
    /// The first public address or network that the server would be exposed to without an explicit setting; null if there is none.
    /// </summary>
    public static string? Exposed(GateSettings settings, ImmutableArray<IPAddress> listening) =>
        settings.Guard is { Policy: null, WithoutPolicy: false } ? Exposure.PublicWithoutPolicy(listening, settings.Allow) : null;

    /// <summary>Reads policy and rules, opens the audit log.</summary>
    /// <exception cref="GateException">One of them cannot be used.</exception>
    public static GateGuard Open(GateOptions options) => new(options);

    /// <summary>Who is allowed before the policy is asked: with a policy and no allow list of its own, every address.</summary>
    public static ConnectRule Admission(GateSettings settings) =>
        new(settings.Guard.Policy is not null && ReferenceEquals(settings.Allow, AddressList.Loopback)
        ? AddressList.Parse("0.0.0.0/0", "::/0")
        : settings.Allow);

    /// <summary>Starts the metrics, and records the start of the server.</summary>
    /// <exception cref="GateException">The address of the counters cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (telemetry is not null) await telemetry.StartAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            throw new GateException(
                $"cannot open the port for metrics {settings.Metrics.Address}:{settings.Metrics.Port}: {failure.Message} (--metrics-port)",
                failure);
        }
        var version = typeof(GateGuard).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Report("server", $"started, version {version}; policy {(file is null ? "none" : $"{settings.Policy}, SHA-256 {file.Sum}")}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watch in watches) watch.Dispose();
        requests?.Dispose();
        file?.Dispose();
        Report("server", "stopped");
        await Guard.DisposeAsync();
        if (map is not null) await map.DisposeAsync();
        if (alerts is not null) await alerts.DisposeAsync();
        if (audit is not null) await audit.DisposeAsync();
        if (telemetry is not null) await telemetry.DisposeAsync();
        otlp?.Dispose();
        meter.Dispose();
    }

    private static PolicyFile? OpenPolicy(GuardSettings settings, ILoggerFactory loggers, TimeProvider clock)
    {
        if (settings.Policy is not { } path) return null;
        try
        {
            return new PolicyFile(path, loggers.CreateLogger<PolicyFile>(), clock);
        }
        catch (PolicyException wrong)
        {
            throw new GateException(wrong.Message, wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new GateException($"the policy {path} cannot be read: {wrong.Message}", wrong);
        }
    }

    private LiveServiceMap? OpenMap(MapSettings wanted, DataFolder folder, ILoggerFactory loggers)
    {
        if (!wanted.IsOn) return null;
        try
        {
            var kept = new LiveServiceMapOptions
            {
                File = folder.File(SqliteServiceMap.FileName), Database = database, Keep = wanted.Keep, Baseline = wanted.Baseline,
                Alerts = alerts?.Sink,
            };
            return new(kept, loggers.CreateLogger<LiveServiceMap>(), clock);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new GateException($"map: baseline: {wrong.Message} (create one with `{command} map --learn FILE`)", wrong);
        }
    }

    private AuditLog? OpenAudit(AuditSettings wanted, DataFolder folder, PolicyHolder policy)
    {
        if (!wanted.IsOn) return null;
        AuditFolder = wanted.Folder ?? folder.Folder("audit").FullName;
        try
        {
            return AuditLog.Open(new AuditOptions
            {
                Folder = AuditFolder, RotateAt = wanted.FileSize, KeepFiles = wanted.KeepFiles, Database = database,
                StateChanged = failure => OnAudit(failure, policy)
            }, clock);
        }
        catch (AuditUnavailableException wrong) when (policy.Current.Document.RefusesWithoutAudit)
        {
            throw new GateException(
                $"the audit log cannot be written: {wrong.Message} (a policy with `without_audit: go-on` serves without it)", wrong);
        }
        catch (AuditUnavailableException wrong)
        {
            logger.AuditLost(wrong.Message, "calls continue without it");
            return null;
        }
    }

    private void OnAudit(Exception? failure, PolicyHolder policy)
    {
        if (failure is null) logger.AuditBack(audit?.Lost ?? 0);
        else logger.AuditLost(failure.Message, policy.Current.Document.RefusesWithoutAudit
            ? "calls that it should record are denied"
            : "calls continue without it");
    }

    private void OnDatabase(Exception? failure)
    {
        if (failure is null) logger.AuditDatabaseBack($"{database}");
        else logger.AuditDatabaseAway($"{database}", failure.Message);
    }

    // An unavailable database is not a health problem: the server continues, and no record is lost.
    private string? HealthProblem() => audit?.Failure is { } failure ? $"the audit log cannot be written: {failure.Message}" : null;

    private void ShowNumbers()
    {
        meter.Show("sekimori.queue.observations", () => Guard.Waiting, "Observations waiting to be evaluated.");
        meter.Show("sekimori.queue.audit", () => audit?.QueueLength ?? 0, "Records waiting to be written to the audit log.");
        meter.Show("sekimori.audit.lines", () => audit?.Sequence ?? 0, "The number of the audit log's last record.");
        meter.Show("sekimori.audit.lost", () => audit?.Lost ?? 0, "Records that the audit log could not store.");
        meter.Show("sekimori.audit.failing", () => audit?.Failure is null ? 0 : 1, "1 while the audit log cannot be written.");
        if (database is not null)
        {
            meter.Show("sekimori.audit.database.behind", () =>
                audit?.DatabaseBehind ?? 0, "Records of the audit log that its database does not have yet.");
            meter.Show("sekimori.audit.database.failing", () =>
                audit?.DatabaseFailure is null ? 0 : 1, "1 while the audit log's database cannot be written.");
        }
        map?.ShowNumbers(meter);
        meter.Show("sekimori.alerts.suppressed", () => alerts?.Suppressed ?? 0, "Alerts suppressed by the suppression list.");
    }

    // The queue accepts it, or it is full because the server is very busy: then the write waits.
    private void Report(string what, string detail)
    {
        var told = Guard.ChangedAsync(what, detail);
        if (!told.IsCompletedSuccessfully) _ = told.AsTask();
    }
}
