using System.Runtime.InteropServices;
using Sekimori.Guard;

namespace Sekimori.Wmi.Results;

/// <summary>
/// The results of one operation: SemiSinkResultSetObject of [MS-WMI] 3.1.1. Rows are read when they are wanted, by a task of its own, and
/// kept as long as an enumerator can come back to them. It belongs to the enumerators that refer to it. Thread-safe.
/// </summary>
internal sealed class ResultSet
{
    private readonly Lock _gate = new();
    private readonly List<WmiRow> _rows = [];
    private readonly List<Waiter> _waiters = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly WmiBudget _budget;
    private readonly CallerIdentity _owner;
    private readonly bool _forwardOnly;
    private IAsyncEnumerator<WmiRow>? _source;
    // Of the list, rows before _start are forgotten; the row at _start is the one at _first of the whole.
    private int _start, _first, _wanted, _references = 1;
    private long _held;
    private bool _isReading, _isFinished, _hasEnded;
    private uint _failure;

    private ResultSet(WmiBudget budget, CallerIdentity owner, bool forwardOnly) =>
        (_budget, _owner, _forwardOnly) = (budget, owner, forwardOnly);

    /// <summary>Cancelled when no enumerator refers to it any more.</summary>
    public CancellationToken Ending => _ending.Token;

    public bool IsForwardOnly => _forwardOnly;

    /// <summary>What reading failed with; null while it has not.</summary>
    public Exception? Cause { get; private set; }

    /// <summary>Opens a result set within the limits.</summary>
    /// <exception cref="WmiException">The account has too many.</exception>
    public static ResultSet Open(WmiBudget budget, CallerIdentity owner, bool forwardOnly) => budget.TryOpen(owner)
        ? new(budget, owner, forwardOnly)
        : throw new WmiException(WbemStatus.QuotaViolation, "too many open enumerators");

    /// <summary>Sets what is read, once.</summary>
    public void Start(IAsyncEnumerable<WmiRow> rows, int wanted)
    {
        _source = rows.GetAsyncEnumerator(_ending.Token);
        Want(wanted);
    }

    /// <summary>Reads until there are so many rows, counted from the beginning.</summary>
    public void Want(int count)
    {
        lock (_gate)
        {
            _wanted = Math.Max(_wanted, count);
            if (_isReading || _isFinished || _hasEnded || _source is null || Read >= _wanted)
                return;
            _isReading = true;
        }
        // Not on the caller's thread: rows can be there at once, thousands of them.
        _ = Task.Run(ReadAsync, CancellationToken.None);
    }

    /// <summary>
    /// Reads ahead of a position, where fewer than half of these rows are there: a client that asks for one row after the other does not
    /// start a task with each.
    /// </summary>
    public void ReadAhead(int position, int count)
    {
        lock (_gate)
            if (Read - position >= count / 2)
                return;
        Want(position + count);
    }

    /// <summary>
    /// Waits until there are so many rows, or no more come. It throws nothing: where thousands of callers leave at once, an exception that
    /// passes through each of their calls costs seconds.
    /// </summary>
    /// <returns>False if the wait was cancelled.</returns>
    public async ValueTask<bool> WaitAsync(int count, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (Read >= count || _isFinished || _hasEnded)
                return true;
            waiter = new Waiter(count);
            _waiters.Add(waiter);
        }
        await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiter.Task.IsCompleted)
            return true;
        // A client may poll for days: what nobody waits for any more is not kept.
        lock (_gate) _waiters.Remove(waiter);
        return false;
    }

    // How many rows have been read, counted from the beginning. Under the lock.
    private int Read => _first + _rows.Count - _start;

    /// <summary>How many calls wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiters.Count;
        }
    }

    /// <summary>Copies rows.</summary>
    /// <param name="position">The first, counted from the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>The rows; whether all have been read; and the code that the operation failed with, 0 if it did not.</returns>
    public (WmiRow[] Rows, bool IsFinished, uint Failure) Copy(int position, int count)
    {
        lock (_gate)
        {
            var from = _start + Math.Max(position - _first, 0);
            var number = Math.Clamp(_rows.Count - from, 0, count);
            var rows = number == 0 ? [] : CollectionsMarshal.AsSpan(_rows).Slice(from, number).ToArray();
            return (rows, _isFinished || _hasEnded, _failure);
        }
    }

    /// <summary>What is before a position is not needed again, if the enumerator goes forwards only.</summary>
    public void Forget(int position)
    {
        if (!_forwardOnly)
            return;
        long freed = 0;
        lock (_gate)
        {
            var count = Math.Min(position - _first, _rows.Count - _start);
            if (count <= 0)
                return;
            foreach (ref var row in CollectionsMarshal.AsSpan(_rows).Slice(_start, count))
            {
                freed += row.Cost;
                row = default;
            }
            _start += count;
            _first += count;
            _held -= freed;
            // Not at every call: with rows by the thousand in the list, moving them up would be most of the work.
            if (_start > _rows.Count / 2)
            {
                _rows.RemoveRange(0, _start);
                _start = 0;
            }
        }
        _budget.Free(_owner, freed);
    }

    public void AddReference()
    {
        lock (_gate) _references++;
    }

    public void Release()
    {
        long held;
        List<Waiter> waiters;
        bool isReading;
        lock (_gate)
        {
            if (--_references != 0 || _hasEnded)
                return;
            _hasEnded = true;
            (held, _held) = (_held, 0);
            _rows.Clear();
            _start = 0;
            waiters = [.. _waiters];
            _waiters.Clear();
            isReading = _isReading;
        }
        _budget.Free(_owner, held);
        _budget.Close(_owner);
        _ending.Cancel();
        foreach (var waiter in waiters)
            waiter.SetResult();
        // The reading task closes the source itself.
        if (!isReading)
            _ = CloseAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (MustRead())
            {
                if (!await _source!.MoveNextAsync().ConfigureAwait(false))
                {
                    Finish(0);
                    break;
                }
                Add(_source.Current);
            }
        }
        catch (Exception e)
        {
            Cause = e;
            Finish(WmiException.StatusOf(e));
        }
        bool isOver;
        lock (_gate) isOver = _isFinished || _hasEnded;
        if (isOver)
            await CloseAsync().ConfigureAwait(false);
    }

    private bool MustRead()
    {
        lock (_gate)
        {
            if (!_hasEnded && Read < _wanted)
                return true;
            _isReading = false;
            return false;
        }
    }

    private void Add(WmiRow row)
    {
        var cost = row.Cost;
        if (!_budget.TryHold(_owner, cost))
            throw new WmiException(WbemStatus.QuotaViolation, "too many rows wait for their client");
        List<Waiter>? ready = null;
        lock (_gate)
        {
            if (!_hasEnded)
            {
                _held += cost;
                _rows.Add(row);
                cost = 0;
                for (var i = _waiters.Count - 1; i >= 0; i--)
                    if (Read >= _waiters[i].Count)
                    {
                        (ready ??= []).Add(_waiters[i]);
                        _waiters.RemoveAt(i);
                    }
            }
        }
        if (cost > 0)
            _budget.Free(_owner, cost);
        foreach (var waiter in ready ?? [])
            waiter.SetResult();
    }

    private void Finish(uint failure)
    {
        List<Waiter> waiters;
        lock (_gate)
        {
            (_isFinished, _isReading, _failure) = (true, false, failure);
            waiters = [.. _waiters];
            _waiters.Clear();
        }
        foreach (var waiter in waiters)
            waiter.SetResult();
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _source, null) is not { } source)
            return;
        try
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A provider that fails at its end has given its rows.
        }
    }

    private sealed class Waiter(int count) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Count => count;
    }
}
