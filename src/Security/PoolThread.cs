using System.Runtime.CompilerServices;

namespace Sekimori.Security;

/// <summary>
/// Continues on a thread of the pool: <c>await PoolThread.Enter()</c>. A thread that completes what sockets wait for carries every other
/// connection too. Whatever may wait, for a KDC or a disk, leaves it first; on a thread of the pool this costs nothing.
/// </summary>
internal readonly struct PoolThread : ICriticalNotifyCompletion
{
    /// <summary>True on a thread of the pool.</summary>
    public static bool IsCurrent => Thread.CurrentThread.IsThreadPoolThread;

    /// <summary>True if nothing has to change.</summary>
    public bool IsCompleted => IsCurrent;

    /// <summary>What is awaited.</summary>
    public static PoolThread Enter() => default;

    /// <summary>Itself.</summary>
    public PoolThread GetAwaiter() => this;

    /// <summary>There is no result.</summary>
    public void GetResult()
    {
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) =>
        ThreadPool.QueueUserWorkItem(static next => next(), continuation, preferLocal: false);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) =>
        ThreadPool.UnsafeQueueUserWorkItem(static next => next(), continuation, preferLocal: false);
}
