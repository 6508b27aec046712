using System.Collections.Concurrent;
using Sekimori.Guard;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Enumeration;

/// <summary>The enumerations that are open, bounded for each account and for all together.</summary>
internal sealed class EnumerationTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, EnumerationContext> _contexts = [];
    private readonly ConcurrentDictionary<CallerIdentity, int> _perOwner = [];

    /// <summary>How many are open.</summary>
    public int Count => _contexts.Count;

    /// <summary>All of them.</summary>
    public IEnumerable<EnumerationContext> All => _contexts.Values;

    /// <summary>How many a caller has open.</summary>
    public int CountOf(CallerIdentity owner) => _perOwner.GetValueOrDefault(owner);

    /// <summary>What time it is.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Is cancelled after a while.</summary>
    public CancellationTokenSource StartTimer(TimeSpan after) => new(after, time);

    /// <summary>Is there room for one more of this caller ([MS-WSMV] 3.1.4.1.19)?</summary>
    /// <exception cref="WsManFaultException">There is none.</exception>
    public void Demand(CallerIdentity owner, WsManSettings settings)
    {
        if (CountOf(owner) >= settings.MaxConcurrentOperationsPerUser)
            throw new WsManFaultException(
                Fault.Quota(
                $"Limit reached: the account has {settings.MaxConcurrentOperationsPerUser} open operations " +
                $"(MaxConcurrentOperationsPerUser).", WsManErrors.QuotaMaxOperations));
        if (Count >= settings.MaxEnumerations)
            throw new WsManFaultException(
                Fault.Quota($"Limit reached: the service has {settings.MaxEnumerations} open enumerations.",
                WsManErrors.QuotaMaxOperations));
    }

    /// <summary>Keeps an enumeration for the next Pull.</summary>
    public void Add(EnumerationContext context)
    {
        if (!_contexts.TryAdd(context.Id, context)) return;
        _perOwner.AddOrUpdate(context.Owner.Identity, 1, static (_, n) => n + 1);
    }

    /// <summary>Finds a caller's enumeration.</summary>
    /// <exception cref="WsManFaultException">It does not exist, has expired, or belongs to another caller.</exception>
    public EnumerationContext Find(string context, CallerIdentity owner, string resourceUri)
    {
        var id = context.AsSpan();
        if (id.StartsWith("uuid:", StringComparison.OrdinalIgnoreCase)) id = id[5..];
        if (!Guid.TryParse(id, out var guid) || !_contexts.TryGetValue(guid, out var found)
            || found.Owner.Identity != owner
            || !found.ResourceUri.Equals(resourceUri, StringComparison.OrdinalIgnoreCase)
            || (!found.IsBusy && found.Expires.At <= Now))
            throw new WsManFaultException(Fault.InvalidEnumerationContext());
        return found;
    }

    /// <summary>Ends an enumeration.</summary>
    public ValueTask RemoveAsync(EnumerationContext context)
    {
        if (!_contexts.TryRemove(context.Id, out _)) return ValueTask.CompletedTask;
        var left = _perOwner.AddOrUpdate(context.Owner.Identity, 0, static (_, n) => n - 1);
        if (left <= 0) _perOwner.TryRemove(new KeyValuePair<CallerIdentity, int>(context.Owner.Identity, left));
        return context.DisposeAsync();
    }

    /// <summary>Ends those whose time has ended.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var (_, context) in _contexts)
        {
            // Closing may wait for a provider that does not answer: not here.
            if (context.Expires.At <= now && !context.IsBusy) _ = RemoveAsync(context).AsTask();
        }
    }
}
