using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sekimori.App.Terminal;

/// <summary>Shows on standard error how many objects of a long answer have arrived.</summary>
internal sealed class RowProgress : IDisposable
{
    private readonly LongRun _run;
    private long _count;

    /// <summary>Starts to show progress.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="isTerminal">True if standard error is a terminal.</param>
    /// <param name="time">The clock.</param>
    public RowProgress(Screen screen, bool isTerminal, TimeProvider time) => _run = new(screen, isTerminal, time, Text);

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
    public void Dispose() => _run.Dispose();

    private string Text(TimeSpan passed)
    {
        var count = Interlocked.Read(ref _count);
        return string.Create(
            CultureInfo.InvariantCulture, $"{count} object{(count == 1 ? "" : "s")} after {passed.TotalSeconds:0} s");
    }
}
