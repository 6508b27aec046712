using System.Collections.Concurrent;
using Sekimori.Detection.Correlations;
using Sekimori.Detection.Events;
using Sekimori.Detection.Matching;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection;

/// <summary>
/// Holds a set of rules against observations and events, one after the other, from one thread. What is known of an observation by its kind,
/// interface and operation, or resource, action and status alone excludes nearly every rule once and for all; only the rest is checked
/// again.
/// </summary>
internal sealed class DetectionEngine : IObservationSink
{
    /// <summary>
    /// Combinations of known facts that are remembered: a sender can invent UUIDs and URIs. Each takes about 200 bytes, with its URIs at
    /// most 1 KB.
    /// </summary>
    private const int CandidateLimit = 16_384;

    /// <summary>Alerts remembered for counting repetitions; when full, the oldest half is dropped.</summary>
    private const int AlertLimit = 65_536;

    /// <summary>How long after its last repetition, or before its first if time goes backwards, the same alert is raised again.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private readonly SigmaRule[] _rules;
    private readonly (LogSource Source, int[] Rules)[] _sources;
    private readonly List<int> _due = [];
    private readonly Dictionary<EventKind, int[]> _kinds = [];
    private readonly bool[] _isSilent;
    private readonly CorrelationState[] _states;
    private readonly Correlation[] _correlations;
    private readonly Dictionary<string, List<(int Correlation, int Source)>> _listeners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KnownFields, KnownCandidates> _candidates = new();
    private volatile KnownCandidates? _last;
    private readonly Dictionary<AlertKey, Alert> _alerts = [];
    private readonly ObservationView _view = new();
    private readonly IAlertSink _sink;

    /// <summary>An engine that has seen nothing.</summary>
    public DetectionEngine(RuleSet rules, IAlertSink sink)
    {
        _sink = sink;
        _rules = [.. rules.Rules];
        _correlations = [.. rules.Correlations];
        _sources = [.. rules.Rules.Select((rule, at) => (rule.Source, at)).GroupBy(one => one.Source, one => one.at)
            .Select(group => (group.Key, group.ToArray()))];
        _states = Array.ConvertAll(_correlations, correlation => new CorrelationState(correlation));
        for (var at = 0; at < _correlations.Length; at++)
            for (var source = 0; source < _correlations[at].Sources.Count; source++)
            {
                var id = _correlations[at].Sources[source];
                if (!_listeners.TryGetValue(id, out var list)) _listeners[id] = list = [];
                list.Add((at, source));
            }
        // A rule that is counted by a correlation raises its alerts through the correlation, unless the correlation says "generate: true".
        HasDenials = Array.Exists(_rules, rule => rule.Info.Denies);
        _isSilent = Array.ConvertAll(_rules, rule => IsSilent(rule.Info.Id));
    }

    /// <summary>Observations and events that were checked.</summary>
    public long Seen { get; private set; }

    /// <summary>The number of alerts, without repetitions.</summary>
    public long AlertCount { get; private set; }

    /// <summary>The alerts that are remembered, with their counts.</summary>
    public IReadOnlyCollection<Alert> Alerts => _alerts.Values;

    /// <summary>
    /// The rules that may match the observation: without any, it need not be shown to
    /// <see cref="OnObservation(Observation, RuleCandidates)"/>. Any thread may ask.
    /// </summary>
    public RuleCandidates Look(Observation seen) => new(Candidates(seen));

    /// <inheritdoc/>
    public void OnObservation(Observation seen) => OnObservation(seen, Look(seen));

    /// <summary>Holds the rules against an observation.</summary>
    /// <param name="seen">The observation.</param>
    /// <param name="candidates">The result of <see cref="Look"/> for it.</param>
    public void OnObservation(Observation seen, RuleCandidates candidates)
    {
        Seen++;
        if (candidates.IsEmpty) return;
        _view.Seen = seen;
        foreach (var at in candidates.Rules)
            if (_rules[at].Condition.Test(_view) == Truth.Yes) Matched(at, _view);
    }

    /// <summary>Holds all rules against an event that is not an observation.</summary>
    public void OnEvent(EventView seen)
    {
        Seen++;
        if (seen is RecordView { IsObservation: false, Kind: { } kind } record)
        {
            foreach (var at in Candidates(record, kind))
                if (_rules[at].IsMatch(seen)) Matched(at, seen);
            return;
        }
        // Thousands of rules share some hundred sources: each source is asked once, and the rules of the others are ignored.
        _due.Clear();
        foreach (var (source, rules) in _sources)
            if (seen.IsFrom(source) != false) _due.AddRange(rules);
        _due.Sort();
        foreach (var at in _due)
            if (_rules[at].IsMatch(seen)) Matched(at, seen);
    }

    private int[] Candidates(RecordView record, EventKind kind)
    {
        if (_kinds.TryGetValue(kind, out var found)) return found;
        var known = new KnownRecordView(record, kind);
        int[] candidates = [.. Enumerable.Range(0, _rules.Length).Where(at => _rules[at].Condition.Test(known) != Truth.No)];
        if (_kinds.Count >= CandidateLimit) _kinds.Clear();
        return _kinds[kind] = candidates;
    }

    /// <summary>True if any rule denies.</summary>
    public bool HasDenials { get; }

    /// <summary>
    /// The rule that denies this observation ("action: deny"); null if none does. Remembers nothing, so any thread may ask.
    /// </summary>
    public RuleInfo? Denies(Observation seen)
    {
        ObservationView? view = null;
        foreach (var at in Candidates(seen))
        {
            if (!_rules[at].Info.Denies) continue;
            view ??= new() { Seen = seen };
            if (_rules[at].Condition.Test(view) == Truth.Yes) return _rules[at].Info;
        }
        return null;
    }

    /// <summary>
    /// True if a rule could match an observation of this kind and operation, whatever its other values: otherwise the observation need not
    /// be made.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="interface">The interface.</param>
    /// <param name="opnum">The operation.</param>
    /// <param name="facts">The facts that such an observation may have; it has no others.</param>
    public bool CanMatch(ObservationKind kind, RpcInterface @interface, int opnum, params ReadOnlySpan<Fact> facts)
    {
        var possible = new FactSet();
        foreach (var fact in facts) possible.Add(fact, "");
        var example = new Observation
        {
            Time = default, Source = ObservationSource.Server, Kind = kind, Client = Endpoint.None, Server = Endpoint.None,
            Interface = @interface, Opnum = opnum, Facts = possible,
        };
        var known = new KnownView(example, hasAddress: false);
        return Array.Exists(_rules, rule => rule.Condition.Test(known) != Truth.No);
    }

    private int[] Candidates(Observation seen)
    {
        var key = KnownFields.Of(seen);
        // Comparing with the last one is cheaper than hashing URIs, and most observations are like the one before.
        if (_last is { } last && last.Fields == key) return last.Rules;
        if (_candidates.TryGetValue(key, out var found)) return (_last = found).Rules;
        var known = new KnownView(seen, key.HasAddress);
        int[] candidates = [.. Enumerable.Range(0, _rules.Length).Where(at => _rules[at].Condition.Test(known) != Truth.No)];
        if (_candidates.Count >= CandidateLimit) _candidates.Clear();
        _candidates[key] = new(key, candidates);
        return candidates;
    }

    private void Matched(int at, EventView seen)
    {
        var rule = _rules[at];
        if (!_isSilent[at]) RaiseAlert(rule.Info, seen, seen.Time, "", [seen.Subject]);
        Correlate(rule.Info.Id, seen, 0);
    }

    private void Correlate(string id, EventView seen, int depth)
    {
        // A correlation of correlations of correlations is a mistake, and in a circle it would never end.
        if (depth > 4 || !_listeners.TryGetValue(id, out var listeners)) return;
        foreach (var (at, source) in listeners)
        {
            if (_states[at].Take(source, seen, seen.Subject) is not { } told) continue;
            var (group, window) = told;
            var correlation = _correlations[at];
            if (!IsSilent(correlation.Info.Id))
                RaiseAlert(correlation.Info, seen, window[^1].Time, group.Key,
                    window.TakeLast(Alert.CauseLimit).Select(match => match.Subject));
            Correlate(correlation.Info.Id, seen, depth + 1);
        }
    }

    private bool IsSilent(string id) =>
        _listeners.TryGetValue(id, out var listeners) && !listeners.Exists(listener => _correlations[listener.Correlation].Generates);

    private void RaiseAlert(RuleInfo rule, EventView seen, DateTimeOffset time, string group, IEnumerable<object> causes)
    {
        var key = group.Length > 0 ? new AlertKey(rule.Id, group) : AlertKey.Of(rule.Id, seen);
        if (_alerts.TryGetValue(key, out var known) && time - known.Last < Quiet && known.First - time < Quiet)
        {
            known.Add(time, causes);
            return;
        }
        if (_alerts.Count >= AlertLimit)
            foreach (var old in _alerts.OrderBy(alert => alert.Value.Last).Take(AlertLimit / 2).Select(alert => alert.Key).ToArray())
                _alerts.Remove(old);
        var alert = new Alert { Rule = rule, First = time, Last = time, Group = group };
        alert.AddCauses(causes);
        _alerts[key] = alert;
        AlertCount++;
        _sink.OnAlert(alert);
    }
}
