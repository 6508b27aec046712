namespace Sekimori.App.Terminal;

/// <summary>
/// Shows on standard error how far a long run is: one line that is written over on a terminal, a line now and then in a file.
/// </summary>
internal sealed class LongRun : IDisposable
{
    // Most answers are there within this time, and need no progress.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // In a log: often enough to see that it goes on.
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Screen _screen;
    private readonly bool _isTerminal;
    private readonly TimeProvider _time;
    private readonly Func<TimeSpan, string> _text;
    private readonly long _started;
    private readonly ITimer _timer;
    private bool _isShown, _isOver;

    /// <summary>Starts to show progress.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="isTerminal">True if standard error is a terminal.</param>
    /// <param name="time">The clock.</param>
    /// <param name="text">The line, after so much time.</param>
    public LongRun(Screen screen, bool isTerminal, TimeProvider time, Func<TimeSpan, string> text)
    {
        (_screen, _isTerminal, _time, _text, _started) = (screen, isTerminal, time, text, time.GetTimestamp());
        screen.BeforeOutput = Hide;
        var (first, period) = isTerminal ? (Patience, TimeSpan.FromSeconds(0.5)) : (Seldom, Seldom);
        _timer = time.CreateTimer(_ => Show(), null, first, period);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Hide();
        lock (_gate) _isOver = true;
        _screen.BeforeOutput = null;
    }

    private void Show()
    {
        var line = _text(_time.GetElapsedTime(_started));
        lock (_gate)
        {
            if (_isOver) return;
            if (_isTerminal) _screen.Error.Write(ProgressLine.Wiped + line);
            else _screen.Error.WriteLine("sekimori: " + line);
            _isShown = _isTerminal;
        }
    }

    private void Hide()
    {
        lock (_gate)
        {
            if (_isShown) _screen.Error.Write(ProgressLine.Wiped);
            _isShown = false;
        }
    }
}
