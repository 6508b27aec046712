using Sekimori.Detection.Events;

namespace Sekimori.App.Events;

/// <summary>The number of events of each kind: by computer, channel, provider and number.</summary>
internal sealed class EventCounts
{
    /// <summary>Kinds that are kept apart: a domain's collector has some thousands. Whoever writes events can invent names.</summary>
    private const int KindLimit = 16_384;

    private readonly Dictionary<(string Computer, string Channel, string Provider, string Id), Kind> _kinds = [];

    internal sealed class Kind
    {
        public long Count { get; set; }

        public DateTimeOffset First { get; set; }

        public DateTimeOffset Last { get; set; }
    }

    /// <summary>The kinds, the most frequent first.</summary>
    public IEnumerable<((string Computer, string Channel, string Provider, string Id) Key, Kind Kind)> Ordered =>
        _kinds.OrderBy(kind => kind.Key.Computer, StringComparer.Ordinal).ThenBy(kind => kind.Key.Channel, StringComparer.Ordinal)
        .ThenByDescending(kind => kind.Value.Count)
            .Select(kind => (kind.Key, kind.Value));

    /// <summary>Events of kinds that found no room.</summary>
    public long Overflow { get; private set; }

    public void Add(RecordView seen)
    {
        var key = (seen.Around("Computer") ?? "", seen.Around("Channel") ?? "", seen.Around("Provider_Name") ?? "",
            seen.Around("EventID") ?? "");
        var time = seen.Time;
        if (!_kinds.TryGetValue(key, out var kind))
        {
            if (_kinds.Count >= KindLimit)
            {
                Overflow++;
                return;
            }
            _kinds[key] = kind = new() { First = time, Last = time };
        }
        kind.Count++;
        // Chunks of a log that has wrapped are not in the order of time.
        if (time < kind.First) kind.First = time;
        if (time > kind.Last) kind.Last = time;
    }
}
