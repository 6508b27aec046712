using System.Runtime.CompilerServices;
using Sekimori.App.Terminal;

namespace Sekimori.App.Wmi;

/// <summary>
/// Ends a wait that takes longer than --timeout, whatever the server sends meanwhile and whatever the code below waits for: a command never
/// hangs.
/// </summary>
/// <param name="host">The server, for the message.</param>
/// <param name="limit">The longest wait.</param>
/// <param name="cancellationToken">Ctrl-C.</param>
internal sealed class Patience(string host, TimeSpan limit, CancellationToken cancellationToken)
{
    // The client's own time limits come first: they know which call it was.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    /// <summary>Waits for one answer.</summary>
    /// <exception cref="CommandException">It did not come in time.</exception>
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

    /// <summary>Waits for one operation without a result.</summary>
    public Task ForAsync(Func<CancellationToken, Task> work) => ForAsync(async token =>
    {
        await work(token);
        return true;
    });

    /// <summary>Waits for each element.</summary>
    /// <exception cref="CommandException">One did not come in time.</exception>
    public async IAsyncEnumerable<T> OverAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> items, [EnumeratorCancellation]
        CancellationToken stop = default)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
        var enumerator = items(time.Token).GetAsyncEnumerator(time.Token);
        var isPending = false;
        try
        {
            while (true)
            {
                time.CancelAfter(limit + Grace);
                isPending = true;
                bool isThere;
                try
                {
                    isThere = await enumerator.MoveNextAsync().AsTask().WaitAsync(time.Token);
                    isPending = false;
                }
                catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && !stop.IsCancellationRequested)
                {
                    throw TimedOut(e);
                }
                catch (OperationCanceledException)
                {
                    throw;
                }
                catch
                {
                    isPending = false;
                    throw;
                }

                if (!isThere) yield break;
                // The time that the output takes is not the server's.
                time.CancelAfter(Timeout.InfiniteTimeSpan);
                yield return enumerator.Current;
            }
        }
        finally
        {
            // An enumerator that is still busy cannot be disposed of; its connection ends with the command.
            if (!isPending) await CloseAsync(enumerator);
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
