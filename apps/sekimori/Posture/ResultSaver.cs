using System.Threading.Channels;
using Sekimori.Storage.Findings;

namespace Sekimori.App.Posture;

/// <summary>
/// Saves results, as many at once as are there: one transaction for each host would be the slowest part of a run. A task ends when its
/// result is durable, so that a host is done only then.
/// </summary>
internal sealed class ResultSaver : IAsyncDisposable
{
    // As many as one INSERT has.
    private const int Most = 200;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(Most * 2);
    private readonly Task _saving;

    /// <summary>Starts.</summary>
    public ResultSaver(IFindingStore store) => _saving = Task.Run(() => SaveAllAsync(store));

    private sealed record Waiting(Guid Run, StoredHost Host, TaskCompletionSource Done);

    /// <summary>Saves a result.</summary>
    public async Task SaveAsync(Guid run, StoredHost host, CancellationToken cancellation)
    {
        var waiting = new Waiting(run, host, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(waiting, cancellation);
        await waiting.Done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _saving;
    }

    private async Task SaveAllAsync(IFindingStore store)
    {
        var batch = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < Most && _waiting.Reader.TryRead(out var next)) batch.Add(next);
            foreach (var run in batch.GroupBy(one => one.Run)) await SaveAsync(store, run.Key, [.. run]);
            batch.Clear();
        }
    }

    private static async Task SaveAsync(IFindingStore store, Guid run, IReadOnlyList<Waiting> batch)
    {
        try
        {
            // Not cancelled: what was asked is kept, also when the command ends.
            await store.AddHostsAsync(run, [.. batch.Select(one => one.Host)], CancellationToken.None);
            foreach (var one in batch) one.Done.SetResult();
        }
        catch (Exception failure)
        {
            foreach (var one in batch) one.Done.SetException(failure);
        }
    }
}
