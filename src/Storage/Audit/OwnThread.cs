namespace Sekimori.Storage.Audit;

/// <summary>How a thread that does nothing else waits.</summary>
internal static class OwnThread
{
    /// <summary>
    /// Blocks until a task has ended, and gives its result. <see cref="Task.Wait()"/> spins first: many times a second, that takes a
    /// processor from those who wait for answers.
    /// </summary>
    public static T Wait<T>(Task<T> task)
    {
        if (!task.IsCompleted) ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        return task.GetAwaiter().GetResult();
    }
}
