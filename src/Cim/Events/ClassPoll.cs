using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.SystemClasses;
using Sekimori.Guard;

namespace Sekimori.Cim.Events;

/// <summary>
/// One poll of one class at one interval, for all subscribers of it: a snapshot is compared with the one before. It ends with its last
/// subscriber.
/// </summary>
internal sealed class ClassPoll(CimEvents events, CimNamespace space, CimClass target, TimeSpan interval) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly List<CimSubscription> _subscribers = [];
    private readonly CancellationTokenSource _ending = new();
    private Dictionary<string, CimInstance>? _before;
    private Task? _loop;

    /// <summary>How many snapshots were taken.</summary>
    public int Count { get; private set; }

    /// <summary>How many subscriptions use it; under the lock of its owner.</summary>
    public int Users { get; set; }

    /// <summary>Adds a subscriber. It gets no events for the instances that already exist.</summary>
    public async Task AddAsync(CimSubscription subscriber, CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            // An ordinary poll for the other subscribers.
            await PollAsync(subscriber.Caller.Identity, token).ConfigureAwait(false);
            lock (_lock)
                _subscribers.Add(subscriber);
            _loop ??= Task.Run(LoopAsync, CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Remove(CimSubscription subscriber)
    {
        lock (_lock)
            _subscribers.Remove(subscriber);
    }

    public void Dispose() => _ending.Cancel();

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(interval, events.Time, _ending.Token).ConfigureAwait(false);
                await _turn.WaitAsync(_ending.Token).ConfigureAwait(false);
                try
                {
                    Caller? caller;
                    lock (_lock)
                        caller = _subscribers.FirstOrDefault()?.Caller.Identity;
                    if (caller is not null)
                        await PollAsync(caller, _ending.Token).ConfigureAwait(false);
                }
                catch (CimException failure)
                {
                    End(failure);
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last subscriber has gone.
        }
    }

    // A source may be unavailable for a while: the next poll compares with the last snapshot.
    private void End(CimException failure)
    {
        if (failure.Status is CimStatus.NotAvailable or CimStatus.ProviderTimedOut)
            return;
        CimSubscription[] all;
        lock (_lock)
            all = [.. _subscribers];
        foreach (var subscriber in all)
            subscriber.Fail(failure);
    }

    private async Task PollAsync(Caller caller, CancellationToken token)
    {
        var now = new Dictionary<string, CimInstance>(StringComparer.OrdinalIgnoreCase);
        await foreach (var instance in events.ReadAsync(space, target, caller, token).ConfigureAwait(false))
        {
            if (now.Count >= events.Limits.MaxPolledInstances)
                throw new CimException(CimStatus.QuotaViolation,
                    $"{target.Name} has more than {events.Limits.MaxPolledInstances} instances: too many for an event query.");
            if (instance.GetPath() is { } path)
                now[path.ToString()] = instance;
        }
        Count++;
        var before = _before;
        _before = now;
        if (before is not null)
            Publish(before, now);
    }

    private void Publish(Dictionary<string, CimInstance> before, Dictionary<string, CimInstance> now)
    {
        CimSubscription[] all;
        lock (_lock)
            all = [.. _subscribers];
        if (all.Length == 0)
            return;
        foreach (var subscriber in all)
            subscriber.BeginPoll();
        var time = (ulong)events.Time.GetUtcNow().ToFileTime();
        foreach (var (path, instance) in now)
            if (!before.TryGetValue(path, out var previous))
                Offer(all, SystemClass.InstanceCreation, time, instance, null);
            else if (!InstanceBinder.Same(previous, instance))
                Offer(all, SystemClass.InstanceModification, time, instance, previous);
        foreach (var (path, instance) in before)
            if (!now.ContainsKey(path))
                Offer(all, SystemClass.InstanceDeletion, time, instance, null);
    }

    private static void Offer(CimSubscription[] all, CimClass kind, ulong time, CimInstance instance, CimInstance? previous)
    {
        CimInstance? made = null;
        foreach (var subscriber in all)
        {
            if (!kind.IsA(subscriber.Class.Name))
                continue;
            if (made is null)
            {
                made = new CimInstance(kind);
                made.Set("TIME_CREATED", time);
                made.Set("TargetInstance", instance);
                if (previous is not null)
                    made.Set("PreviousInstance", previous);
            }
            subscriber.Offer(made);
        }
    }
}
