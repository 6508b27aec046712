using System.Globalization;
using Sekimori.App.Terminal;

namespace Sekimori.App.Posture;

/// <summary>Shows on standard error how many hosts are done, and when the rest will be.</summary>
internal sealed class HostProgress : IDisposable
{
    private readonly LongRun _run;
    private readonly int _all;
    private int _done;

    public HostProgress(Screen screen, bool isTerminal, int all, TimeProvider time)
    {
        _all = all;
        _run = new(screen, isTerminal, time, Text);
    }

    /// <summary>A host is done.</summary>
    public void Count() => Interlocked.Increment(ref _done);

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    private string Text(TimeSpan passed)
    {
        var done = Volatile.Read(ref _done);
        var rest = done > 0
            ? string.Create(CultureInfo.InvariantCulture, $", about {passed.TotalSeconds / done * (_all - done):0} s left")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{done} of {_all} hosts after {passed.TotalSeconds:0} s{rest}");
    }
}
