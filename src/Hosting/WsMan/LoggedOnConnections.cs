using System.Collections.Concurrent;
using Sekimori.Guard;
using Sekimori.Hosting.Guarding;

namespace Sekimori.Hosting.WsMan;

/// <summary>The HTTP connections with a logon, to end those that may not stay. Thread-safe.</summary>
/// <param name="watch">Looks at accounts and mappings; null lets everybody stay.</param>
/// <param name="guard">Looks at the hours of the policy; null if there is none.</param>
internal sealed class LoggedOnConnections(CallerWatch? watch, WsManGuard? guard)
{
    private readonly ConcurrentDictionary<WsManConnection, LoggedOn> _connections = new(ReferenceEqualityComparer.Instance);
    private long _minute;

    /// <summary>How many there are.</summary>
    public int Count => _connections.Count;

    /// <summary>A caller has logged on.</summary>
    public void Enter(WsManConnection connection, Caller caller, GuardedConnection? at)
    {
        if (watch is null && guard is null || _connections.TryGetValue(connection, out var known) && ReferenceEquals(known.Caller, caller)) return;
        _connections[connection] = new LoggedOn(caller, at);
        // The connection may have closed meanwhile, and would not be taken out again.
        if (!connection.WhenClosed(Leave)) Leave(connection);
    }

    /// <summary>Ends those that may not stay. A request under way is given until the next time: what it waits for was ended before, and
    /// its fault is on its way.</summary>
    public void Sweep(DateTimeOffset now)
    {
        // Hours of a policy have minutes.
        var minute = now.Ticks / TimeSpan.TicksPerMinute;
        var looksAtHours = minute != _minute;
        _minute = minute;
        foreach (var (connection, logon) in _connections)
        {
            if (logon.Why is null)
            {
                logon.Why = watch?.FindDenialReason(logon.Caller);
                if (logon.Why is null && looksAtHours && logon.At is { } at && guard?.MayStay(at, logon.Caller) == false) logon.Why = LiveGuard.OutsideHours;
                if (logon.Why is null || connection.IsBusy) continue;
            }

            Leave(connection);
            connection.Abort();
            watch?.Ended(logon.Caller, "a WS-Management connection", logon.Why);
        }
    }

    private void Leave(WsManConnection connection) => _connections.TryRemove(connection, out _);

    private sealed class LoggedOn(Caller caller, GuardedConnection? at)
    {
        public Caller Caller => caller;

        public GuardedConnection? At => at;

        public string? Why { get; set; }
    }
}
