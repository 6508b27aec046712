using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Sekimori.Cim.Model;
using Sekimori.Gate.Gateway.Follow;
using Sekimori.Gate.Gateway.Kdc;
using Sekimori.Gate.Gateway.Relay;
using Sekimori.Gate.Gateway.Terminated;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Settings;
using Sekimori.Server.Listening;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Vault;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Gateway;

/// <summary>The gateway, on the ports of WS-Management over HTTPS: CONNECT to listed hosts, and WS-Management that ends here.</summary>
internal sealed class GatewayDoor : IAsyncDisposable
{
    private static readonly byte[] Method = Encoding.ASCII.GetBytes(ConnectHeadReader.Method);

    // Shells at targets are deleted, which takes a target that does not answer some seconds.
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    private readonly GateParts _gate;
    private readonly FileWatch? _watch;
    private readonly OwnAddresses _own;
    private readonly Func<IEnumerable<IPEndPoint>> _listening;

    /// <summary>Opens the gateway; tells of the sessions that a killed server has left behind.</summary>
    /// <param name="gate">The parts of the gate.</param>
    /// <param name="wsman">The schemes that are offered, and their channel binding.</param>
    /// <param name="listening">Where this server itself listens.</param>
    public GatewayDoor(GateParts gate, WsManSettingsStore wsman, Func<IEnumerable<IPEndPoint>> listening)
    {
        (_gate, WsMan, _listening) = (gate, wsman, listening);
        Logger = gate.Loggers.CreateLogger<GatewayDoor>();
        _own = new(gate.Clock);
        Targets = new(gate.Settings.Gateway);
        // CredSSP is for a host that acts for its caller; a gate does not.
        Logons = [.. ContextLogon.All(gate.Logon.Acceptor), new BasicLogon(gate.Logon.Passwords)];
        var journal = new SessionJournal(gate.Options.Folder.Path);
        journal.Create();
        foreach (var note in journal.ReadAll())
        {
            Logger.SessionWasCut(note.Id, note.Account, note.Target);
            _ = Guard.RecordAsync(GatewayRecords.Cut(Guard.Now(), note), isWritten: true).AsTask();
            journal.Remove(note.Id);
        }
        Sessions = new(gate.Settings.Gateway, Guard, gate.Logon.Watch(Guard), Targets, journal, Logger, gate.Clock);
        Follow = new(this, GateGuard.Admission(gate.Settings), gate.Options.Keeper is { } keeper ? keeper.Bind : null, gate.Clock);
        var vault = new VaultStore(gate.Options.Folder, gate.Secrets, gate.Clock);
        Terminated = new(this, gate, vault);
        Relay = new(this, gate, vault);
        if (!Settings.KdcRealms.IsEmpty) Kdc = new(Settings, Guard, Logger, gate.Clock);
        if (gate.Options.Reread is { } reread) _watch = new FileWatch(reread.File, () => Reread(reread.Gateway), gate.Clock);
    }

    /// <summary>Classes that are known here, by namespace and name, for targets that define none.</summary>
    public Func<string, string, CimClass?> KnownClass { get; set; } = static (_, _) => null;

    /// <summary>RPC to targets that ends at the gate.</summary>
    public RelayDoor Relay { get; }

    /// <summary>WS-Management to targets that ends at the gate.</summary>
    public TerminatedDoor Terminated { get; }

    /// <summary>What this gate adds to its requests (RFC 9110 7.6.3): a request that has it already goes round.</summary>
    public string Via { get; } = $"1.1 sekimori-{SessionJournal.NewId()}";

    /// <summary>Kerberos through the gate's port; null if no realm is listed.</summary>
    public KdcProxy? Kdc { get; }

    /// <summary>RPC that is followed.</summary>
    public FollowDoor Follow { get; }

    /// <summary>The settings of the start.</summary>
    public GatewaySettings Settings => _gate.Settings.Gateway;

    /// <summary>Policy, audit log, rules.</summary>
    public LiveGuard Guard => _gate.Guard.Guard;

    /// <summary>The targets in effect.</summary>
    public TargetTable Targets { get; }

    /// <summary>The open sessions.</summary>
    public SessionTable Sessions { get; }

    /// <summary>The schemes, the preferred first.</summary>
    public IReadOnlyList<IHttpLogon> Logons { get; }

    /// <summary>The settings of WS-Management: schemes and channel binding.</summary>
    public WsManSettingsStore WsMan { get; }

    /// <summary>Where it logs.</summary>
    public ILogger Logger { get; }

    /// <summary>True if this server itself listens there: a gate is not its own target.</summary>
    public bool IsOwn(IPEndPoint end) => _listening().Concat(Follow.Ends).Concat(Relay.Ends).Any(own => own.Port == end.Port
        && (own.Address.Equals(end.Address)
        || ((own.Address.Equals(IPAddress.Any) || own.Address.Equals(IPAddress.IPv6Any))
        && (IPAddress.IsLoopback(end.Address) || _own.Contains(end.Address)))));

    /// <summary>Serves a connection whose first request is CONNECT; all others go on to <paramref name="next"/>.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        // Kestrel itself has no CONNECT over HTTP/1.1: the request would arrive there without its stream.
        if (await StartsWithConnectAsync(connection).ConfigureAwait(false))
            await new ConnectConversation(this, connection).RunAsync().ConfigureAwait(false);
        else await next(connection).ConfigureAwait(false);
    }

    /// <summary>Ends every session, and waits until each end is on record.</summary>
    public async Task StopAsync()
    {
        Sessions.EndAll();
        await Sessions.WaitAsync(EndWithin).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        Follow.Dispose();
        await StopAsync().ConfigureAwait(false);
        await Relay.DisposeAsync().ConfigureAwait(false);
        await Terminated.DisposeAsync().ConfigureAwait(false);
        Sessions.Dispose();
    }

    private static async Task<bool> StartsWithConnectAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            var (count, isMatch) = (0, true);
            foreach (var memory in read.Buffer)
            {
                foreach (var one in memory.Span)
                {
                    if (count == Method.Length) break;
                    isMatch &= one == Method[count++];
                }
            }
            // Nothing is consumed or examined: the next reader sees the bytes at once.
            if (!isMatch || count == Method.Length || read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.Start);
                return isMatch && count == Method.Length;
            }
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private void Reread(Func<GatewaySettings> read)
    {
        try
        {
            var settings = read();
            var before = Targets.All.Select(host => host.Settings).ToHashSet();
            Targets.Replace(settings);
            Follow.Reconcile();
            _ = Relay.ReconcileAsync();
            var after = Targets.All.Select(host => host.Settings).ToHashSet();
            if (before.SetEquals(after)) return;
            var what = string.Join(", ", before.Except(after).Select(gone => $"{gone.Name} removed or changed")
                .Concat(after.Except(before).Select(come => $"{come.Name} added")));
            Logger.TargetsLoaded(after.Count, what);
            _ = Guard.ChangedAsync("targets", what).AsTask();
        }
        catch (GateException wrong)
        {
            Logger.TargetsRejected(wrong.Message);
        }
    }
}
