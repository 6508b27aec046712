using Microsoft.AspNetCore.Connections;

namespace Sekimori.Hosting.WsMan;

/// <summary>Ends a connection on which nobody has logged on in time: one that is only held, or whose handshake was begun and left. Whoever only asks for Identify comes again.</summary>
internal sealed class LogonDeadline : IDisposable
{
    private readonly ConnectionContext _connection;
    private readonly ITimer _timer;

    internal LogonDeadline(ConnectionContext connection, TimeSpan within, TimeProvider time)
    {
        _connection = connection;
        _timer = time.CreateTimer(static deadline => ((LogonDeadline)deadline!).End(), this, within, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Somebody has logged on: the connection lives as long as connections do.</summary>
    internal void Meet() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private void End() => _connection.Abort(new ConnectionAbortedException("Nobody has logged on in time."));
}
