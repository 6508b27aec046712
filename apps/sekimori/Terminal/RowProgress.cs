using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sekimori.App.Terminal;

/// <summary>
/// Shows on standard error how many objects of a long answer have arrived: one line that is written over on a terminal, a line now and then
/// in a file.
/// </summary>
internal sealed class RowProgress : IDisposable
{
    // Most answers are there within this time, and need no progress.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // In a log: often enough to see that it goes on.
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Screen _screen;
    private readonly bool _isTerminal;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;
    private long _count;
    private bool _isShown, _isOver;

    /// <summary>Starts to show progress.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="isTerminal">True if standard error is a terminal.</param>
    /// <param name="time">The clock.</param>
    public RowProgress(Screen screen, bool isTerminal, TimeProvider time)
    {
        (_screen, _isTerminal, _time, _started) = (screen, isTerminal, time, time.GetTimestamp());
        screen.BeforeOutput = Hide;
        var (first, period) = isTerminal ? (Patience, TimeSpan.FromSeconds(0.5)) : (Seldom, Seldom);
        _timer = time.CreateTimer(_ => Show(), null, first, period);
    }

    /// <summary>The elements, counted while they are read.</summary>
    public static async IAsyncEnumerable<T> Over<T>(
        IAsyncEnumerable<T> items, Screen screen, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var progress = new RowProgress(screen, !Console.IsErrorRedirected, TimeProvider.System);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            progress.Count();
            yield return item;
        }
    }

    /// <summary>Counts an object.</summary>
    public void Count() => Interlocked.Increment(ref _count);

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
        var count = Interlocked.Read(ref _count);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{count} object{(count == 1 ? "" : "s")} after {_time.GetElapsedTime(_started).TotalSeconds:0} s");
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
