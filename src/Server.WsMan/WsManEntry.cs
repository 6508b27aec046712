using Microsoft.AspNetCore.Connections;
using Sekimori.Guard.Admission;
using Sekimori.Server.Admission;

namespace Sekimori.Server.WsMan;

/// <summary>
/// A connection until a caller has logged on: its place, what it makes the server hold, and the time by which somebody must have logged on.
/// Whoever only asks for Identify comes again.
/// </summary>
internal sealed class WsManEntry : IPlaceHolder, IConnectionBudget, IDisposable
{
    /// <summary>The memory of a connection that has sent nothing, measured with 4,000 of them: Kestrel's connection and its HTTP.</summary>
    internal const int BaseCost = 16 * 1024;

    /// <summary>The same while TLS waits for its first record.</summary>
    internal const int SilentTlsCost = 24 * 1024;

    private readonly ConnectionContext _connection;
    private readonly ConnectionGate _gate;
    private readonly Place _place;
    private readonly TimeSpan _within;
    private readonly ITimer _deadline;
    private volatile bool _isLoggedOn;

    internal WsManEntry(ConnectionContext connection, ConnectionGate gate, Place place, TimeSpan within, TimeProvider time)
    {
        (_connection, _gate, _place, _within) = (connection, gate, place, within);
        _deadline = time.CreateTimer(static entry => ((WsManEntry)entry!).End(), this, within, Timeout.InfiniteTimeSpan);
        place.Holder = this;
    }

    /// <summary>True once a caller has logged on.</summary>
    internal bool IsLoggedOn => _isLoggedOn;

    /// <summary>Counts what its requests hold; null if nothing reads them yet.</summary>
    internal CountedReader? Reader { get; set; }

    /// <inheritdoc/>
    PlaceUse IPlaceHolder.Use => PlaceUse.Idle;

    /// <inheritdoc/>
    public void MarkActive() => _place.MarkActive(_gate.Clock.GetUtcNow());

    /// <summary>A caller has logged on: the connection lives as long as connections do.</summary>
    internal void LogOn()
    {
        if (_isLoggedOn) return;
        _isLoggedOn = true;
        _deadline.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _place.LogOn(_gate.Clock.GetUtcNow());
    }

    /// <summary>The logon is no longer valid: the client must log on again in time.</summary>
    internal void Expire() => _deadline.Change(_within, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public bool TryHold(int bytes)
    {
        if (_place.TryHold(bytes)) return true;
        if (_place is { State: PlaceState.Opening, MemoryRefused: not RefusalCause.None, Key: { } key })
            _gate.Report(key, Door.WsMan, _place.MemoryRefused, _connection);
        _connection.Abort(new ConnectionAbortedException("over budget before a logon"));
        return false;
    }

    /// <summary>Gives back what was counted.</summary>
    public void Release(int bytes) => _place.Release(bytes);

    /// <inheritdoc/>
    void IPlaceHolder.Evict(RefusalCause cause)
    {
        if (_place.Key is { } key) _gate.Report(key, Door.WsMan, cause, _connection);
        _connection.Abort(new ConnectionAbortedException("replaced by another connection"));
    }

    public void Dispose() => _deadline.Dispose();

    private void End() => _connection.Abort(new ConnectionAbortedException("No logon in time."));
}
