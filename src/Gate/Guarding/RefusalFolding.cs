using System.Globalization;
using System.Net;
using Sekimori.Observations;
using Sekimori.Storage.Audit;

namespace Sekimori.Gate.Guarding;

/// <summary>
/// Keeps a flood of denials before authentication from pushing everything else out of the audit log. The first denial of an address is
/// recorded immediately; its repetitions, and denials from too many neighbours, are counted and written as one record when the window ends.
/// Nothing goes uncounted. Used by one thread.
/// </summary>
internal sealed class RefusalFolding
{
    /// <summary>Lines of one /24 or /64 in a window: who has one address there has them all.</summary>
    public const int LinesPerNetwork = 20;

    /// <summary>Records of all in a window: an attacker can have thousands of networks, too.</summary>
    public const int LinesPerWindow = 50;

    /// <summary>Networks that are counted separately beyond that.</summary>
    public const int Networks = 32;

    /// <summary>
    /// A window with more records than this is followed by one of twice its length. With fewer, a day has at most 900,000 records, less
    /// than what is kept.
    /// </summary>
    private const int QuietLines = 10;

    // At 133 records a minute, a flood of days leaves room for other records.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Key, Repeats> _repeats = [];
    private readonly Dictionary<IPNetwork, int> _written = [];
    private readonly Dictionary<IPNetwork, long> _folded = [];
    private long _others;
    private DateTimeOffset _since;
    private TimeSpan _window = Shortest;

    /// <summary>True while a window is open: its end must be reported.</summary>
    public bool IsOpen => _repeats.Count > 0;

    /// <summary>True if it may be folded into one record with others: authenticated callers are recorded each time.</summary>
    public static bool MayFold(in PendingRecord pending) => pending.Observation.Account.Length == 0
        && (pending.Observation.Kind == ObservationKind.Anomaly
        || (pending is { Observation.Kind: ObservationKind.Connect or ObservationKind.Bind, Verdict: { IsAllowed: false } }));

    /// <summary>Adds the record, or counts it. Check <see cref="MayFold"/> first.</summary>
    public void Take(in PendingRecord pending, AuditLines lines)
    {
        Tick(pending.Observation.Time, lines);
        if (!IsOpen) _since = pending.Observation.Time;
        var key = new Key(pending.Observation.Kind, pending.Observation.Client.Address,
            pending.Verdict?.RuleName ?? pending.Observation.Facts[Fact.Anomaly] ?? "", pending.Observation.Interface?.Uuid ?? default);
        if (_repeats.TryGetValue(key, out var known))
        {
            known.Count++;
            known.Last = pending;
            return;
        }
        var network = NetworkOf(key.Address);
        var written = _written.GetValueOrDefault(network);
        if (written < LinesPerNetwork && _repeats.Count < LinesPerWindow)
        {
            _written[network] = written + 1;
            _repeats[key] = new() { Last = pending };
            lines.Add(AuditLine.Compose(pending.Observation, pending.Verdict));
        }
        else if (_folded.Count < Networks || _folded.ContainsKey(network)) _folded[network] = _folded.GetValueOrDefault(network) + 1;
        else _others++;
    }

    /// <summary>Reports the counts if the window has ended.</summary>
    public void Tick(DateTimeOffset now, AuditLines lines)
    {
        // A clock that was set back ends it too.
        if (IsOpen && (now - _since >= _window || now < _since - _window)) End(now, lines);
    }

    /// <summary>Reports the counts.</summary>
    public void End(DateTimeOffset now, AuditLines lines)
    {
        if (!IsOpen) return;
        foreach (var repeats in _repeats.Values)
            if (repeats.Count > 0) lines.Add(AuditLine.Compose(repeats.Last.Observation, repeats.Last.Verdict, repeats.Count));
        foreach (var (network, count) in _folded) lines.Add(Folded(now, network.ToString(), count));
        if (_others > 0) lines.Add(Folded(now, "others", _others));
        _window = _repeats.Count > QuietLines ? TimeSpan.FromTicks(Math.Min(_window.Ticks * 2, Longest.Ticks)) : Shortest;
        _repeats.Clear();
        _written.Clear();
        _folded.Clear();
        _others = 0;
    }

    private static IPNetwork NetworkOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var length = bytes.Length == 4 ? 24 : 64;
        Array.Clear(bytes, length / 8, bytes.Length - length / 8);
        return new(new IPAddress(bytes), length);
    }

    private byte[] Folded(DateTimeOffset now, string network, long count) => AuditLine.Members("refusals", now,
        [new("network", network), new("folded", count.ToString(CultureInfo.InvariantCulture)),
        new("since", _since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))]);

    private readonly record struct Key(ObservationKind Kind, IPAddress Address, string Why, Guid Interface);

    private sealed class Repeats
    {
        public long Count { get; set; }

        public PendingRecord Last { get; set; }
    }
}
