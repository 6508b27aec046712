using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Guarding;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Rpc.Association;
using Sekimori.Security.Accounts;
using Sekimori.Server.Rpc;
using Sekimori.Server.Tests.OneReading;
using Sekimori.Server.Tests.Rpc;
using Sekimori.Storage.Audit;
using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Guarding;

/// <summary>
/// An RPC server behind a guard, with an audit log in a folder of its own; what it saw is there once it has been stopped.
/// </summary>
internal sealed class GuardedServer : IAlertSink, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-guarded-").FullName;
    private readonly AuditLog _audit;
    private readonly LiveGuard _guard;
    private bool _isStopped;

    private GuardedServer(string policy, string rules, Func<string, IAuditFile>? openFile, TimeProvider? clock)
    {
        Policy = new(Compile(policy));
        _audit = AuditLog.Open(new() { Folder = _folder, HasIndex = false, OpenFile = openFile }, TimeProvider.System);
        var detection = new DetectionEngine(RuleSet.Read([("rules.yml", rules)]), this);
        _guard = new(new() { Policy = Policy, Audit = _audit, Detection = detection }, NullLogger<LiveGuard>.Instance,
            clock ?? TimeProvider.System);
    }

    public PolicyHolder Policy { get; }

    public CountingInterface Served { get; } = new();

    public LauncherService Launcher { get; } = new();

    public List<Alert> Alerts { get; } = [];

    public RunningServer Running { get; private set; } = null!;

    public AuditLog Audit => _audit;

    public static CompiledPolicy Compile(string text) => new(PolicyReader.Read("policy.yaml", text, InterfaceCatalogue.Names));

    public static async Task<GuardedServer> StartAsync(
        string policy, string rules = "", Func<string, IAuditFile>? openFile = null, TimeProvider? clock = null,
        IAccountDirectory? accounts = null)
    {
        var server = new GuardedServer(policy, rules, openFile, clock);
        var watch = accounts is null
            ? null
            : new CallerWatch(new CallerStanding(accounts), server._guard, NullLogger<CallerWatch>.Instance);
        server.Running = await RunningServer.StartAsync(
            new RpcServerOptions { Security = new Credentials().Acceptor, Guard = server._guard, Watch = watch },
            new ServedInterface(server.Served), new ServedInterface(server.Launcher));
        return server;
    }

    public void OnAlert(Alert alert) => Alerts.Add(alert);

    /// <summary>The lines of the audit log so far.</summary>
    public string[] ReadLog() => [.. AuditFiles.All(_folder).SelectMany(File.ReadAllLines)];

    /// <summary>Stops, and gives the lines of the audit log.</summary>
    public async Task<string[]> StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await Running.DisposeAsync();
            await _guard.DisposeAsync();
            await _audit.DisposeAsync();
        }
        return ReadLog();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
