using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;

namespace Sekimori.Cim.Events;

/// <summary>
/// One event query and the events that wait for its consumer. One reader at a time; disposing it ends the query.
/// </summary>
internal sealed class CimSubscription : IDisposable
{
    private readonly CimEvents _events;
    private readonly EventQuery _query;
    private readonly Lock _lock = new();
    private readonly Queue<CimInstance> _waiting = new();
    private EvaluationBudget _budget;
    private TaskCompletionSource? _signal;
    private int _wanted;
    private CimException? _failure;
    private bool _isOver;

    internal CimSubscription(CimEvents events, EventQuery query, CimCaller caller)
    {
        (_events, _query, Caller) = (events, query, caller);
        _budget = new EvaluationBudget(events.Limits, CancellationToken.None);
    }

    /// <summary>The class of events that the query names; each event is of it or of a class derived from it.</summary>
    public CimClass Class => _query.Event;

    /// <summary>The properties that the query names, in the order of the class; null for all.</summary>
    public IReadOnlyList<CimProperty>? Selected => _query.Selected;

    /// <summary>How many events were dropped because too many waited.</summary>
    public long Dropped { get; private set; }

    /// <summary>How many events wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    internal CimCaller Caller { get; }

    internal EventQuery Query => _query;

    /// <summary>
    /// Waits for events and takes them. The guard is asked again about the class of events and the classes of the objects in them.
    /// </summary>
    /// <param name="most">How many to take at most; also how many to wait for.</param>
    /// <param name="wait">How long to wait for them; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="isWhole">True to take none if there are fewer than <paramref name="most"/> when the time is over.</param>
    /// <param name="cancellationToken">Stops waiting; no event is lost.</param>
    /// <returns>The events; fewer than <paramref name="most"/> if the time is over.</returns>
    /// <exception cref="CimException">The guard now denies it, or the query cannot continue. The query has then ended.</exception>
    /// <exception cref="ObjectDisposedException">The query has ended.</exception>
    public async ValueTask<IReadOnlyList<CimInstance>> ReadAsync(
        int most, TimeSpan wait, bool isWhole, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var wanted = Math.Min(most, _events.Limits.MaxWaitingEvents);
        await WaitAsync(wanted, wait, cancellationToken).ConfigureAwait(false);
        List<CimInstance> taken;
        lock (_lock)
        {
            if (_waiting.Count == 0 && _failure is { } failure)
                throw failure;
            ObjectDisposedException.ThrowIf(_isOver && _failure is null, this);
            if (isWhole && _waiting.Count < wanted && _failure is null)
                return [];
            taken = new List<CimInstance>(Math.Min(wanted, _waiting.Count));
            while (taken.Count < wanted && _waiting.TryDequeue(out var one))
                taken.Add(one);
        }
        if (taken.Count > 0)
            await AskAsync(taken, cancellationToken).ConfigureAwait(false);
        return taken;
    }

    /// <summary>Ends the query. A waiting reader gets <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => End(null);

    internal void BeginPoll() => _budget = new EvaluationBudget(_events.Limits, CancellationToken.None);

    /// <summary>Takes an event of the class if it meets the conditions.</summary>
    internal void Offer(CimInstance instance)
    {
        try
        {
            if (!_query.Predicate.Matches(new WqlRow(instance.Class, instance, _budget)))
                return;
        }
        catch (CimException failure)
        {
            Fail(failure);
            return;
        }
        lock (_lock)
        {
            if (_isOver)
                return;
            if (_waiting.Count >= _events.Limits.MaxWaitingEvents)
            {
                Dropped++;
                return;
            }
            _waiting.Enqueue(instance);
            if (_waiting.Count >= _wanted)
                _signal?.TrySetResult();
        }
    }

    /// <summary>Ends the query with a reason; what waits can still be read.</summary>
    internal void Fail(CimException failure) => End(failure);

    // The policy may have changed since an event was found.
    private async ValueTask AskAsync(List<CimInstance> taken, CancellationToken token)
    {
        var questions = new Questions(Caller, token);
        try
        {
            foreach (var one in taken)
            {
                await questions.AskAsync(_query.Space, one.Class, CimAccessKind.Read).ConfigureAwait(false);
                await questions.AskEmbeddedAsync(_query.Space, one).ConfigureAwait(false);
            }
        }
        catch (CimException denied)
        {
            End(denied);
            lock (_lock)
                _waiting.Clear();
            throw;
        }
    }

    private async ValueTask WaitAsync(int wanted, TimeSpan wait, CancellationToken token)
    {
        Task signal;
        lock (_lock)
        {
            if (_waiting.Count >= wanted || _isOver || wait == TimeSpan.Zero)
                return;
            if (_signal is not null)
                throw new InvalidOperationException("Another reader waits.");
            _wanted = wanted;
            _signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            signal = _signal.Task;
        }
        try
        {
            await signal.WaitAsync(wait, _events.Time, token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The events so far are the answer.
        }
        finally
        {
            lock (_lock)
                _signal = null;
        }
    }

    private void End(CimException? failure)
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            (_isOver, _failure) = (true, failure);
            if (failure is null)
                _waiting.Clear();
            _signal?.TrySetResult();
        }
        _events.Remove(this);
    }
}
