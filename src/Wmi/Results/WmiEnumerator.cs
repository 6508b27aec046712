namespace Sekimori.Wmi.Results;

/// <summary>
/// A position in a result set: an entry of EnumWbemClassObjectTable ([MS-WMI] 3.1.1). Calls are served one after the other.
/// </summary>
/// <param name="results">The results; the enumerator holds a reference.</param>
/// <param name="rows">How rows are encoded.</param>
/// <param name="limits">The limits of a reply.</param>
/// <param name="time">The clock.</param>
internal sealed class WmiEnumerator(ResultSet results, RowEncoder rows, WmiLimits limits, TimeProvider time)
{
    private const int Infinite = -1;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _position;
    private int _released;

    /// <summary>How many calls wait for rows, of this enumerator and its clones.</summary>
    public int Waiting => results.Waiting;

    /// <summary>How its rows are encoded.</summary>
    public RowEncoder Rows => rows;

    /// <summary>What the operation failed with; null while it has not.</summary>
    public Exception? Cause => results.Cause;

    /// <summary>Next ([MS-WMI] 3.1.4.4.2).</summary>
    /// <param name="timeout">In milliseconds; -1 waits without end, 0 takes what is there.</param>
    /// <param name="count">How many rows are wanted.</param>
    /// <param name="write">Encodes the rows and returns how many: the others are given next time.</param>
    /// <param name="cancellationToken">Cancelled with the connection: then no position is lost.</param>
    /// <returns>The code; CallCancelled if the wait for rows was cancelled.</returns>
    public async ValueTask<uint> NextAsync(int timeout, uint count, Func<WmiRow[], int> write, CancellationToken cancellationToken)
    {
        if (count == 0)
            return WbemStatus.InvalidParameter;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await TakeAsync(timeout, (int)Math.Min(count, (uint)limits.MaxRowsInReply), write, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Skip (3.1.4.4.5).</summary>
    public async ValueTask<uint> SkipAsync(int timeout, uint count, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var left = count; left > 0;)
            {
                var step = (int)Math.Min(left, (uint)limits.MaxRowsInReply);
                var skipped = 0;
                var status = await TakeAsync(timeout, step, found => skipped = found.Length, cancellationToken).ConfigureAwait(false);
                if (status != WbemStatus.NoError)
                    return status;
                left -= (uint)skipped;
            }
            return WbemStatus.NoError;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reset (3.1.4.4.1).</summary>
    public uint Reset()
    {
        if (results.IsForwardOnly)
            return WbemStatus.InvalidOperation;
        _position = 0;
        return WbemStatus.NoError;
    }

    /// <summary>Clone (3.1.4.4.4): another enumerator at the same position; null if this one goes forwards only.</summary>
    public WmiEnumerator? Clone()
    {
        if (results.IsForwardOnly)
            return null;
        results.AddReference();
        return new(results, rows, limits, time) { _position = _position };
    }

    /// <summary>The client has released it.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            results.Release();
    }

    private async ValueTask<uint> TakeAsync(int timeout, int wanted, Func<WmiRow[], int> write, CancellationToken cancellationToken)
    {
        results.Want(_position + wanted);
        var isTimed = !await WaitAsync(timeout, _position + wanted, cancellationToken).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
            return WbemStatus.CallCancelled;
        var (found, isFinished, failure) = results.Copy(_position, wanted);
        // With an end to the waiting, all or nothing: some clients take "timed out" for the end, others throw away what comes with it.
        if (found.Length < wanted && isTimed && !isFinished)
            return WbemStatus.TimedOut;
        // What there is before a failure is an answer; the next call has the failure.
        if (found.Length == 0)
            return failure != 0 ? failure : WbemStatus.False;
        var written = write(found);
        _position += written;
        results.ReadAhead(_position, limits.ReadAhead);
        results.Forget(_position);
        return written == wanted || written < found.Length || failure != 0 ? WbemStatus.NoError : WbemStatus.False;
    }

    private async ValueTask<bool> WaitAsync(int timeout, int count, CancellationToken cancellationToken)
    {
        if (timeout <= Infinite)
            return await results.WaitAsync(count, cancellationToken).ConfigureAwait(false);
        // 0 is "what there is": reading has a moment to begin.
        using var ending = new CancellationTokenSource(TimeSpan.FromMilliseconds(Math.Max(timeout, 10)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
        return await results.WaitAsync(count, either.Token).ConfigureAwait(false);
    }
}
