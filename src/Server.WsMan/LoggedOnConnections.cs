using System.Collections.Concurrent;
using Sekimori.Guard;

namespace Sekimori.Server.WsMan;

/// <summary>The HTTP connections with a logon, to end those that may not stay. Thread-safe.</summary>
/// <param name="watch">Looks at accounts and mappings; null lets everybody stay.</param>
/// <param name="guard">Checks the hours of the policy; null if there is none.</param>
internal sealed class LoggedOnConnections(IOwnerWatch? watch, IWsManGuard? guard)
{
    private readonly ConcurrentDictionary<WsManConnection, LoggedOn> _connections = new(ReferenceEqualityComparer.Instance);
    private long _minute;

    /// <summary>How many there are.</summary>
    public int Count => _connections.Count;

    /// <summary>A caller has logged on.</summary>
    public void Enter(WsManConnection connection, Caller caller)
    {
        if (watch is null && guard is null || _connections.TryGetValue(connection, out var known) && ReferenceEquals(known.Caller, caller))
            return;
        _connections[connection] = new LoggedOn(caller);
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
                if (logon.Why is null && looksAtHours) logon.Why = guard?.FindDenialReason(connection, logon.Caller);
                if (logon.Why is null || connection.IsBusy) continue;
            }

            Leave(connection);
            connection.Abort();
            watch?.Ended(logon.Caller, "a WS-Management connection", logon.Why);
        }
    }

    private void Leave(WsManConnection connection) => _connections.TryRemove(connection, out _);

    private sealed class LoggedOn(Caller caller)
    {
        public Caller Caller => caller;

        public string? Why { get; set; }
    }
}
