using Sekimori.App.Terminal;

namespace Sekimori.App.Wmi;

/// <summary>
/// Ends a logon that takes longer than --timeout as a whole: the client limits each of its steps, and each answer afterwards.
/// </summary>
/// <param name="host">The server, for the message.</param>
/// <param name="limit">The longest wait.</param>
/// <param name="cancellationToken">Ctrl-C.</param>
internal sealed class Patience(string host, TimeSpan limit, CancellationToken cancellationToken)
{
    // The client's own time limits come first: they know which call it was.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    /// <summary>Waits for it.</summary>
    /// <exception cref="CommandException">It did not come about in time.</exception>
    public async Task<T> ForAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit + Grace);
        try
        {
            return await work(time.Token).WaitAsync(time.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(e);
        }
    }

    /// <summary>Closes a connection, or leaves it if the server does not answer.</summary>
    public static async Task CloseAsync(IAsyncDisposable connection)
    {
        try
        {
            await connection.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2));
        }
        catch (TimeoutException)
        {
            // The server collects what was not released.
        }
    }

    private CommandException TimedOut(Exception inner) =>
        new(ExitCode.Failed, $"{host}: no answer within {limit.TotalSeconds:0.###} s; --timeout sets a longer wait", inner);
}
