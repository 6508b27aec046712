using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.Events;

/// <summary>
/// Event queries over the object manager ([MS-WMI] 2.2.1.2, 3.1.4.3.20): instances that were created, changed or deleted. They are found by
/// polling: all queries about one class at one interval share one poll, unless its instances depend on the caller.
/// </summary>
internal sealed class CimEvents
{
    private readonly ObjectManager _manager;
    private readonly Lock _lock = new();
    private readonly Dictionary<(CimNamespace Space, CimClass Target, TimeSpan Interval, string Owner), ClassPoll> _polls = [];
    private readonly Dictionary<string, int> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    internal CimEvents(ObjectManager manager, TimeProvider time) => (_manager, Time) = (manager, time);

    /// <summary>How many queries there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    internal TimeProvider Time { get; }

    internal CimLimits Limits => _manager.Limits;

    /// <summary>How many polls run, and how many snapshots these have taken.</summary>
    internal (int Polls, int Snapshots) Work
    {
        get
        {
            lock (_lock)
                return (_polls.Count, _polls.Values.Sum(p => p.Count));
        }
    }

    /// <summary>Begins an event query. It reports changes from now on, not the instances that already exist.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="query">The query: <c>SELECT * FROM __InstanceCreationEvent WITHIN 2 WHERE TargetInstance ISA 'T'</c>.</param>
    /// <param name="caller">The caller. Its guard is asked now, and again whenever events are read.</param>
    /// <param name="cancellationToken">Stops waiting for the first poll.</param>
    /// <returns>The subscription; disposing it ends the query.</returns>
    /// <exception cref="CimException">The class is not an event class (<see cref="CimStatus.NotEventClass"/>), there is no WITHIN
    /// (<see cref="CimStatus.RegistrationTooPrecise"/>) or no class of the instances (<see cref="CimStatus.RegistrationTooBroad"/>), a
    /// limit is reached, the access is denied, or another status.</exception>
    public async ValueTask<CimSubscription> SubscribeAsync(
        string @namespace, string query, CimCaller caller, CancellationToken cancellationToken)
    {
        var space = _manager.GetNamespace(@namespace, caller);
        var bound = EventQuery.Bind(space, query, Limits, _manager.Host);
        var questions = new Questions(caller, cancellationToken);
        await questions.AskAsync(space, bound.Event, CimAccessKind.Read).ConfigureAwait(false);
        await questions.AskFamilyAsync(space, bound.Target).ConfigureAwait(false);
        await questions.AskDeclaredAsync(space, bound.Target).ConfigureAwait(false);
        var subscription = new CimSubscription(this, bound, caller);
        var poll = Add(subscription);
        try
        {
            await poll.AddAsync(subscription, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
        return subscription;
    }

    internal IAsyncEnumerable<CimInstance> ReadAsync(CimNamespace space, CimClass target, Caller caller, CancellationToken token) =>
        _manager.EnumerateForPoll(space, target, caller, token);

    internal void Remove(CimSubscription subscription)
    {
        ClassPoll? ended = null;
        lock (_lock)
        {
            var key = KeyOf(subscription);
            if (_polls.TryGetValue(key, out var poll))
            {
                poll.Remove(subscription);
                if (--poll.Users == 0)
                {
                    _polls.Remove(key);
                    ended = poll;
                }
            }
            _count--;
            var account = AccountOf(subscription);
            if (--_accounts[account] == 0)
                _accounts.Remove(account);
        }
        ended?.Dispose();
    }

    private ClassPoll Add(CimSubscription subscription)
    {
        var account = AccountOf(subscription);
        lock (_lock)
        {
            var own = _accounts.GetValueOrDefault(account);
            if (own >= Limits.MaxSubscriptionsPerAccount)
                throw new CimException(CimStatus.QuotaViolation,
                    $"Limit reached: {Limits.MaxSubscriptionsPerAccount} event queries of one account.");
            if (_count >= Limits.MaxSubscriptions)
                throw new CimException(CimStatus.QuotaViolation, $"Limit reached: {Limits.MaxSubscriptions} event queries.");
            _accounts[account] = own + 1;
            _count++;
            var key = KeyOf(subscription);
            if (!_polls.TryGetValue(key, out var poll))
                _polls[key] = poll = new ClassPoll(this, key.Space, key.Target, key.Interval);
            poll.Users++;
            return poll;
        }
    }

    private static (CimNamespace Space, CimClass Target, TimeSpan Interval, string Owner) KeyOf(CimSubscription subscription) =>
        (subscription.Query.Space, subscription.Query.Target, subscription.Query.Interval, OwnerOf(subscription));

    // A provider may answer each caller differently: then each caller has its own poll.
    private static string OwnerOf(CimSubscription subscription)
    {
        var (query, identity) = (subscription.Query, subscription.Caller.Identity);
        return Array.Exists(query.Space.ProvidersOf(query.Target), p => p.DependsOnCaller)
            ? $"{identity.Scheme}\0{identity.Account}\0{identity.UnixUser}\0{identity.Role}"
            : "";
    }

    private static string AccountOf(CimSubscription subscription) => subscription.Caller.Identity.Account;
}
