using System.Collections.Concurrent;

namespace Sekimori.Guard.Policy;

/// <summary>
/// The running counts of rules that limit: for each rule and client a rate and a number at a time. Thread-safe; the caller passes the time.
/// </summary>
internal sealed class PolicyLimits
{
    /// <summary>Clients counted at a time: beyond this, idle ones are forgotten, and if none is idle a new client is denied.</summary>
    private const int ClientLimit = 65_536;

    private readonly ConcurrentDictionary<(string Rule, string Client), Bucket> _buckets = new();

    /// <summary>Counts one call. False if the rule's rate or number is reached; true must be released by <see cref="Leave"/>.</summary>
    public bool Enter(PolicyRule rule, string client, DateTimeOffset now)
    {
        if (_buckets.Count >= ClientLimit) Forget(now);
        if (_buckets.Count >= ClientLimit) return false;
        return _buckets.GetOrAdd((rule.Name, client), _ => new()).Enter(rule, now);
    }

    /// <summary>The call that was taken has ended.</summary>
    public void Leave(PolicyRule rule, string client)
    {
        if (_buckets.TryGetValue((rule.Name, client), out var bucket)) bucket.Leave();
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, bucket) in _buckets)
            if (bucket.IsIdle(now)) _buckets.TryRemove(key, out _);
    }

    /// <summary>A token bucket that fills evenly: a rate of 10/s allows 10 at once, then one every tenth of a second.</summary>
    private sealed class Bucket
    {
        private readonly Lock _gate = new();
        private double _tokens = double.NaN;
        private DateTimeOffset _last;
        private int _open;

        public bool Enter(PolicyRule rule, DateTimeOffset now)
        {
            lock (_gate)
            {
                if (rule.Concurrent is { } most && _open >= most) return false;
                if (rule.Rate is { } rate)
                {
                    if (double.IsNaN(_tokens)) _tokens = rate.Count;
                    else if (now > _last) _tokens = Math.Min(rate.Count, _tokens + (now - _last) / rate.Per * rate.Count);
                    if (_tokens < 1)
                    {
                        _last = now > _last ? now : _last;
                        return false;
                    }
                    _tokens--;
                }
                _last = now > _last ? now : _last;
                _open++;
                return true;
            }
        }

        public void Leave()
        {
            lock (_gate)
                if (_open > 0) _open--;
        }

        public bool IsIdle(DateTimeOffset now)
        {
            lock (_gate) return _open == 0 && now - _last > TimeSpan.FromHours(1);
        }
    }
}
