using System.Globalization;
using Sekimori.App.Terminal;

namespace Sekimori.App.Posture;

/// <summary>Shows on standard error how many hosts are done, and when the rest will be.</summary>
internal sealed class HostProgress : IDisposable
{
    // One host takes a second or two: nothing is shown then. In a log, now and then is enough.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), Seldom = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Screen _screen;
    private readonly bool _isTerminal;
    private readonly int _all;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;
    private int _done;
    private bool _isShown, _isOver;

    public HostProgress(Screen screen, bool isTerminal, int all, TimeProvider time)
    {
        (_screen, _isTerminal, _all, _time, _started) = (screen, isTerminal, all, time, time.GetTimestamp());
        screen.BeforeOutput = Hide;
        var (first, period) = isTerminal ? (Patience, TimeSpan.FromSeconds(0.5)) : (Seldom, Seldom);
        _timer = time.CreateTimer(_ => Show(), null, first, period);
    }

    /// <summary>A host is done.</summary>
    public void Count() => Interlocked.Increment(ref _done);

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
        var done = Volatile.Read(ref _done);
        var passed = _time.GetElapsedTime(_started);
        var rest = done > 0 ? string.Create(CultureInfo.InvariantCulture,
            $", about {passed.TotalSeconds / done * (_all - done):0} s left") : "";
        var line = string.Create(CultureInfo.InvariantCulture, $"{done} of {_all} hosts after {passed.TotalSeconds:0} s{rest}");
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
