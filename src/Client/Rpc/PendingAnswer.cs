namespace Sekimori.Client.Rpc;

/// <summary>
/// An answer that is waited for. An answer that has come continues its caller on the thread that has read it, which reads no more; every
/// other end continues the caller elsewhere: who ends it has work of its own.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
internal sealed class PendingAnswer<T>
{
    private readonly TaskCompletionSource<T> _source = new();
    private int _isEnded;

    /// <summary>Completes with the answer.</summary>
    public Task<T> Task => _source.Task;

    /// <summary>The answer has come: its caller continues within <see cref="Continue"/>.</summary>
    /// <returns>False if nobody waits for it any more.</returns>
    public bool TryEnd() => Interlocked.Exchange(ref _isEnded, 1) == 0;

    /// <summary>Continues the caller, here.</summary>
    public void Continue(T answer) => _source.SetResult(answer);

    /// <summary>There will be no answer.</summary>
    /// <returns>False if there is one.</returns>
    public bool TryFail(Exception reason)
    {
        if (!TryEnd()) return false;
        ThreadPool.UnsafeQueueUserWorkItem(_ => _source.SetException(reason), null);
        return true;
    }

    /// <summary>Nobody waits any more.</summary>
    /// <returns>False if there is an answer.</returns>
    public bool TryCancel(CancellationToken token)
    {
        if (!TryEnd()) return false;
        ThreadPool.UnsafeQueueUserWorkItem(_ => _source.SetCanceled(token), null);
        return true;
    }
}
