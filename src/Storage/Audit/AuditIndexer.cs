using Microsoft.Data.Sqlite;

namespace Sekimori.Storage.Audit;

/// <summary>
/// Feeds the index from the log's files, a while after each write: a line in SQLite costs ten times what it costs in the log, and queries bring the index up to date by
/// themselves. So it takes a tenth of its time at most, and lags behind under load.
/// </summary>
internal sealed class AuditIndexer : IAsyncDisposable
{
    /// <summary>From a write to its indexing, at least.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Lines indexed in one go.</summary>
    private const int Portion = 2_000;

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(1, 1); // what was written before this process began
    private readonly string _folder;
    private readonly Task _task;
    private AuditIndex? _index; // opened when the disk lets it be

    public AuditIndexer(string folder)
    {
        _folder = folder;
        _task = Task.Run(RunAsync);
    }

    /// <summary>The log has grown.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _task.ConfigureAwait(false);
        _index?.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_stopping.Token).ConfigureAwait(false);
                await Task.Delay(Pause, _stopping.Token).ConfigureAwait(false);
                while (true)
                {
                    var began = Environment.TickCount64;
                    if (Index() < Portion) break;
                    await Task.Delay((int)(Environment.TickCount64 - began) * 9, _stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is missing is added by the next query or the next start.
        }
    }

    /// <summary>How many lines were added; 0 where the disk does not let it be.</summary>
    private int Index()
    {
        try
        {
            return (_index ??= AuditIndex.Open(_folder)).CatchUp(_folder, Portion);
        }
        catch (Exception wrong) when (wrong is SqliteException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }
}
