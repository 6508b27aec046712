using System.Net;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;

namespace Sekimori.Observations.Services;

/// <summary>
/// Decides which edges are counted by themselves and which are "others". Whoever varies addresses or names reaches a limit, and nothing
/// grows. Not thread-safe.
/// </summary>
internal sealed class EdgeBudget(EdgeLimits limits)
{
    private readonly Dictionary<PeerKey, int> _new = [];
    private HashSet<EdgeKey> _known = [];
    private int _anonymous;
    private long _hour;

    /// <summary>How many edges are known.</summary>
    public int Known => _known.Count;

    /// <summary>Begins with the edges that a store has: they are nothing new.</summary>
    public void Restart(IEnumerable<EdgeKey> known)
    {
        _known = [.. known.Where(key => !key.IsOthers)];
        _anonymous = _known.Count(IsAnonymous);
    }

    /// <summary>True where the edge has a place of its own.</summary>
    public bool TryAdmit(in EdgeKey key, IPAddress client, DateTimeOffset now)
    {
        if (_known.Contains(key)) return true;
        if (_known.Count >= limits.Edges || (IsAnonymous(key) && _anonymous >= limits.AnonymousEdges)) return false;
        if (now.UtcTicks / TimeSpan.TicksPerHour is var hour && hour != _hour)
        {
            _hour = hour;
            _new.Clear();
        }
        // At most as many entries as there are edges: each was admitted once.
        var peer = PeerKey.Of(client, AddressList.Nobody);
        var count = _new.GetValueOrDefault(peer);
        if (count >= limits.NewEdgesPerClient) return false;
        _new[peer] = count + 1;
        _known.Add(key);
        if (IsAnonymous(key)) _anonymous++;
        return true;
    }

    private static bool IsAnonymous(EdgeKey key) => key.Account.Length == 0;
}
