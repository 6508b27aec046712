using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;
using Sekimori.Server.Listening;

namespace Sekimori.Server.Admission;

/// <summary>
/// The admission of a running server: gives connections of both doors their places, records denials, and stops accepting while descriptors
/// are short. Thread-safe.
/// </summary>
public sealed partial class ConnectionGate : IDisposable
{
    private readonly RefusalFold _fold = new();
    private readonly ILogger _logger;
    private readonly IAdmissionMeter? _meter;
    private readonly ITimer _timer;
    private readonly SpareFiles _spare = new();
    private TaskCompletionSource? _paused;
    private volatile CancellationTokenSource _accepting = new();
    private int _isTicking;
    private int _sinceCount;
    private int _used;

    /// <summary>A gate without connections, with these limits as far as the process has descriptors.</summary>
    /// <param name="limits">How much there may be.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="clock">The time.</param>
    public ConnectionGate(AdmissionLimits limits, ILoggerFactory loggers, TimeProvider? clock = null)
        : this(Fit(limits, out _), loggers, clock, null)
    {
    }

    /// <summary>A gate without connections.</summary>
    /// <param name="limits">How much there may be.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="clock">The time.</param>
    /// <param name="meter">Counts who was refused; null counts nothing.</param>
    internal ConnectionGate(AdmissionLimits limits, ILoggerFactory loggers, TimeProvider? clock, IAdmissionMeter? meter)
    {
        (_logger, Clock, _meter) = (loggers.CreateLogger<ConnectionGate>(), clock ?? TimeProvider.System, meter);
        Admission = new(limits);
        _spare.Take();
        _timer = Clock.CreateTimer(static gate => ((ConnectionGate)gate!).Tick(), this, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        if (meter is not null) Show(meter);
    }

    /// <summary>Who has which place.</summary>
    internal ConnectionAdmission Admission { get; }

    /// <summary>Called for the first denial of a peer in a while: for the audit log. May be null.</summary>
    internal Action<ConnectionContext?, Door, RefusalCause>? Refused { get; set; }

    internal TimeProvider Clock { get; }

    /// <summary>Cancelled while no connections may be accepted.</summary>
    internal CancellationToken Accepting => _accepting.Token;

    /// <summary>The limits of a server that has the descriptors of this process to itself.</summary>
    /// <param name="limits">The requested limits.</param>
    /// <param name="share">How the descriptors were divided.</param>
    internal static AdmissionLimits Fit(AdmissionLimits limits, out DescriptorShare share)
    {
        share = DescriptorShare.Of(OpenFileLimit.Raise(), limits.Connections);
        return limits with { Connections = share.Connections, Closing = share.Closing };
    }

    /// <summary>Counts a connection that is being closed.</summary>
    internal Place Pass(Door door) => Admission.Pass(door, Clock.GetUtcNow());

    /// <summary>Records and counts a connection that was denied or closed.</summary>
    internal void Report(PeerKey key, Door door, RefusalCause cause, ConnectionContext? connection)
    {
        _meter?.CountRefused(door, cause);
        if (!_fold.Take(key, cause, Clock.GetUtcNow())) return;
        if (_logger.IsEnabled(LogLevel.Warning)) _logger.ConnectionRefused(key.ToString(), Describe(cause));
        Refused?.Invoke(connection, door, cause);
    }

    /// <summary>Waits while descriptors are short.</summary>
    internal ValueTask WhenAcceptingAsync(CancellationToken ending)
    {
        return Volatile.Read(ref _paused) is { } paused && !ending.IsCancellationRequested ? WaitAsync(paused.Task, ending) : default;

        static async ValueTask WaitAsync(Task task, CancellationToken ending) =>
            await task.WaitAsync(ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _spare.Dispose();
        Resume();
        foreach (var folded in _fold.Tick(Clock.GetUtcNow(), isLast: true)) Report(folded, Clock.GetUtcNow());
    }

    private void Tick()
    {
        // A second that was not enough for one is not used twice.
        if (Interlocked.Exchange(ref _isTicking, 1) != 0) return;
        try
        {
            var now = Clock.GetUtcNow();
            foreach (var folded in _fold.Tick(now)) Report(folded, now);
            Watch(now);
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }

    /// <summary>If work has used more descriptors than are reserved for it, connections are closed.</summary>
    private void Watch(DateTimeOffset now)
    {
        if (AreShort()) Pause();
        else Resume();
        var connections = Admission.Counts.Connections;
        var work = _used - connections;
        var limit = OpenFileLimit.Now();
        var most = limit - Math.Max(work, 0) - Math.Max(DescriptorShare.Of(limit, int.MaxValue).Kept / 2, LeastFree(limit) * 2);
        Admission.Fit((int)Math.Clamp(most, 1, int.MaxValue), now);
    }

    /// <summary>
    /// With fewer descriptors than this no connections are accepted: .NET starts a thread, work opens a file or a pipe at any time.
    /// </summary>
    private static int LeastFree(long limit) => (int)Math.Clamp(limit / 32, 8, 64);

    private bool AreShort()
    {
        Volatile.Write(ref _sinceCount, 0);
        // If they cannot be counted, none is left to list the folder with.
        _used = OpenFileLimit.Used();
        var limit = OpenFileLimit.Now();
        return _used > limit - LeastFree(limit);
    }

    private void Pause()
    {
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _paused, paused, null) is not null) return;
        _accepting.Cancel();
        // Now that no connections are accepted, there are some left for running work.
        _spare.Dispose();
        _logger.DescriptorsShort(Admission.Counts.Connections);
    }

    private void Resume()
    {
        if (Volatile.Read(ref _paused) is not { } paused) return;
        // Never disposed of: an acceptor may still have its token.
        _spare.Take();
        _accepting = new();
        Volatile.Write(ref _paused, null);
        paused.TrySetResult();
        _logger.DescriptorsBack();
    }

    private void Report(in FoldedRefusals folded, DateTimeOffset now)
    {
        if (!_logger.IsEnabled(LogLevel.Warning)) return;
        _logger.MoreConnectionsRefused(
            folded.Count, folded.Peer?.ToString() ?? "others", Math.Max(1, (int)(now - folded.Since).TotalSeconds),
            folded.Peer is null ? "many peers have reached a limit" : Describe(folded.Cause));
    }

    private string Describe(RefusalCause cause) => cause switch
    {
        RefusalCause.OpeningOfPeer =>
            "limit reached: connections of this address neither bound nor logged on (limits: opening-per-address)",
        RefusalCause.UnauthenticatedOfPeer =>
            "limit reached: connections of this address without a logon (limits: unauthenticated-per-address)",
        RefusalCause.ConnectionsOfUser =>
            $"limit reached: {Admission.Limits.ConnectionsPerUser} connections of this user (limits: connections-per-user)",
        RefusalCause.Connections when Admission.Most < Admission.Limits.Connections =>
            $"limit reached: {Admission.Most} connections, because other work needs the file descriptors (ulimit -Hn, LimitNOFILE=)",
        RefusalCause.Connections => $"limit reached: {Admission.Most} connections (limits: connections)",
        RefusalCause.Closing =>
            $"limit reached: {Admission.Limits.Closing} connections that were asked to close have not yet (ulimit -Hn, LimitNOFILE=)",
        RefusalCause.ConnectionsOfDoor => "limit reached: connections of WS-Management (wsman: max-connections)",
        RefusalCause.MemoryOfPeer => "over budget: memory of this address without a logon (limits: memory-per-address)",
        _ => "over budget: memory of all peers without a logon (limits: memory-before-logon)",
    };

    private void Show(IAdmissionMeter meter)
    {
        meter.Show("sekimori.connections", () => Admission.Counts.Connections, "Connections.");
        meter.Show("sekimori.connections.limit", () => Admission.Most, "The limit of connections.");
        meter.Show("sekimori.connections.opening", () => Admission.Counts.Opening, "Connections that have neither bound nor logged on.");
        meter.Show("sekimori.connections.bound", () => Admission.Counts.Bound, "Bound RPC connections without a logon.");
        meter.Show("sekimori.connections.logged_on", () => Admission.Counts.LoggedOn, "Connections with a logon.");
        meter.Show("sekimori.memory.before_logon", () => Admission.Counts.Held, "Bytes held for peers that have not logged on.");
        meter.Show("sekimori.memory.before_logon.limit", () =>
            Admission.Limits.MemoryBeforeLogon, "The budget of bytes for peers that have not logged on.");
    }
}
