using Sekimori.Guard;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Enumeration;

/// <summary>
/// An enumeration that a client has open. One Pull at a time has it; what a Pull fetched and could not send waits for the next.
/// </summary>
internal sealed class EnumerationContext : IAsyncDisposable
{
    private readonly CancellationTokenSource _closed;
    private readonly IAsyncEnumerator<IEnumerationItem> _source;
    private IEnumerationItem? _pending;
    private Task<bool>? _moving;
    private int _busy;

    /// <summary>Opens an enumeration.</summary>
    /// <param name="owner">Its owner, the only one who may pull from it.</param>
    /// <param name="resourceUri">The resource of the Enumerate.</param>
    /// <param name="mode">What is given of each item.</param>
    /// <param name="items">The items, read as they are pulled.</param>
    /// <param name="closed">Cancelled when the enumeration ends; the source watches it.</param>
    public EnumerationContext(Caller owner, string resourceUri, EnumerationMode mode, IAsyncEnumerable<IEnumerationItem> items,
        CancellationTokenSource closed)
    {
        (Owner, ResourceUri, Mode, _closed) = (owner, resourceUri, mode, closed);
        _source = items.GetAsyncEnumerator(closed.Token);
    }

    /// <summary>What the client knows it by.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Whose it is.</summary>
    public Caller Owner { get; }

    /// <summary>The resource of the Enumerate.</summary>
    public string ResourceUri { get; }

    /// <summary>What is given of each item.</summary>
    public EnumerationMode Mode { get; }

    /// <summary>
    /// What its Enumerate asked the guard about classes: each request for it is compared with the same. Null if there is no guard.
    /// </summary>
    public Operations.ClassQuestions? Questions { get; init; }

    /// <summary>The guard of the request that opened it; null if there is none.</summary>
    public Operations.IRequestGuard? Guard { get; init; }

    /// <summary>When it ends, unless it is pulled from or renewed before.</summary>
    public EnumerationExpiry Expires { get; set; }

    /// <summary>True while a Pull has it: it does not expire then.</summary>
    public bool IsBusy => Volatile.Read(ref _busy) != 0;

    /// <summary>Acquires it for one Pull.</summary>
    /// <exception cref="WsManFaultException">Another Pull has it.</exception>
    public void Take()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new WsManFaultException(Fault.Concurrency("A Pull of this enumeration is still in progress."));
    }

    /// <summary>Releases it after <see cref="Take"/>.</summary>
    public void GiveBack() => Volatile.Write(ref _busy, 0);

    /// <summary>Ends the source's work when the client leaves, also where the source is at work on this thread.</summary>
    /// <param name="left">Set when the client has disconnected.</param>
    public CancellationTokenRegistration StopWhen(CancellationToken left) =>
        left.UnsafeRegister(static context => ((EnumerationContext)context!).Stop(), this);

    /// <summary>The next item; null at the end. It stays the next one until <see cref="Consume"/>.</summary>
    /// <param name="deadline">Ends the wait, with <see cref="OperationCanceledException"/>; nothing is lost.</param>
    public ValueTask<IEnumerationItem?> PeekAsync(CancellationToken deadline)
    {
        return TryPeek(out var item) ? new(item) : WaitAsync(deadline);
    }

    /// <summary>
    /// The next item, or null at the end, where that is known without waiting. False if it is not: the source continues meanwhile.
    /// </summary>
    public bool TryPeek(out IEnumerationItem? item)
    {
        item = _pending;
        if (item is not null) return true;
        if (_moving is not null) return false;
        var move = _source.MoveNextAsync();
        if (!move.IsCompletedSuccessfully)
        {
            _moving = move.AsTask();
            return false;
        }
        item = _pending = move.Result ? _source.Current : null;
        return true;
    }

    /// <summary>The item that was peeked at has been written.</summary>
    public void Consume() => _pending = null;

    /// <summary>Ends the enumeration. Where a Pull or the source is still at work it ends as soon as that does.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _closed.CancelAsync().ConfigureAwait(false);
            if (_moving is { } moving) await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The source's own failure while it is closed: nobody waits for its items any more.
        }
        _closed.Dispose();
    }

    private void Stop()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A Release was first.
        }
    }

    private async ValueTask<IEnumerationItem?> WaitAsync(CancellationToken deadline)
    {
        var moved = await _moving!.WaitAsync(deadline).ConfigureAwait(false);
        _moving = null;
        return _pending = moved ? _source.Current : null;
    }
}
