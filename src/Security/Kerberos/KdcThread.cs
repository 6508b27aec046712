namespace Sekimori.Security.Kerberos;

/// <summary>
/// A thread for what may ask a KDC: GSSAPI waits for its answer and cannot be told to stop. The pool begins with a thread for each
/// processor and grows slowly; a KDC that is silent would have all of them, and nobody else would be served.
/// </summary>
internal static class KdcThread
{
    /// <summary>Runs it on a thread of its own.</summary>
    /// <param name="ask">What may ask. How many may do so at once is for the caller to limit.</param>
    public static Task<T> RunAsync<T>(Func<T> ask) => Task.Factory.StartNew(ask, CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
}
