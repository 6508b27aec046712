using System.Numerics;

namespace Sekimori.Guard.Policy;

/// <summary>
/// A compiled policy. It is immutable, so any number of threads can evaluate it, and a new one replaces it in one step.
/// Each condition is inverted: for every value, the set of rules that accept it. The intersection of these sets are the matching rules; the
/// lowest decides.
/// </summary>
internal sealed class CompiledPolicy
{
    private readonly PolicyRule[] _rules;
    private readonly int _words;
    private readonly AddressDimension _addresses;
    private readonly PortDimension _targetPorts;
    private readonly ulong[] _forTargets;
    private readonly Dimension<string> _accounts, _groups, _schemes, _resources, _actions, _classes, _methods, _targets;
    private readonly Dimension<Guid> _interfaces, _clsids;
    private readonly Dimension<(Guid, int)> _operations;
    private readonly Dimension<Transport> _transports;
    private readonly Dimension<ProtectionLevel> _levels;
    private readonly ulong[][] _points;

    /// <summary>Makes a policy ready.</summary>
    public CompiledPolicy(PolicyDocument document)
    {
        Document = document;
        _rules = [.. document.Rules];
        _words = RuleBits.Describe(_rules.Length);
        AsksApprovers = Array.Exists(_rules, rule => rule.Action == PolicyAction.Ask);
        LooksAtTime = Array.Exists(_rules, rule => rule.Hours is not null || rule.Days.Count > 0);
        NeedsArguments = document.Audit != AuditDemand.None
            || Array.Exists(_rules, rule => rule.Clsids.Count + rule.Classes.Count + rule.Methods.Count > 0
            || rule.Action == PolicyAction.Audit || rule.Audit is not (null or AuditDemand.None));
        var ignoreCase = StringComparer.OrdinalIgnoreCase;
        _addresses = new(_rules);
        _accounts = new(_rules, rule => rule.Accounts, ignoreCase);
        _groups = new(_rules, rule => rule.Groups, ignoreCase);
        _schemes = new(_rules, rule => rule.Schemes, ignoreCase);
        _resources = new(_rules, rule => rule.Resources, ignoreCase);
        _actions = new(_rules, rule => rule.Actions, ignoreCase);
        _classes = new(_rules, rule => rule.Classes, ignoreCase);
        _methods = new(_rules, rule => rule.Methods, ignoreCase);
        _targets = new(_rules, rule => rule.Targets, ignoreCase);
        _targetPorts = new(_rules);
        _forTargets = new ulong[_words];
        for (var at = 0; at < _rules.Length; at++)
            if (!_rules[at].IsForThisHostOnly) RuleBits.Set(_forTargets, at);
        _interfaces = new(_rules, rule => rule.Interfaces);
        _clsids = new(_rules, rule => rule.Clsids);
        _operations = new(_rules, rule => rule.Operations);
        _transports = new(_rules, rule => rule.Transports);
        _levels = new(_rules, rule => rule.Levels);
        _points = [.. new[] { PolicyPoint.Connect, PolicyPoint.Bind, PolicyPoint.Authenticated, PolicyPoint.Call }.Select(point =>
        {
            var bits = new ulong[_words];
            for (var at = 0; at < _rules.Length; at++)
                if ((_rules[at].At & point) != 0) RuleBits.Set(bits, at);
            return bits;
        })];
    }

    /// <summary>The policy as it was written.</summary>
    public PolicyDocument Document { get; }

    /// <summary>True if a rule depends on the hour or the day.</summary>
    public bool LooksAtTime { get; }

    /// <summary>True if a rule asks approvers: what it allows ends with the approval.</summary>
    public bool AsksApprovers { get; }

    /// <summary>True if what it allows may end although nobody changes it.</summary>
    public bool IsTemporary => LooksAtTime || AsksApprovers;

    /// <summary>
    /// True if a rule checks the class or the method: if none does, what holds for a request holds for each of its classes.
    /// </summary>
    public bool LooksAtClasses => _classes.IsUsed || _methods.IsUsed;

    /// <summary>True if the arguments of a call are needed: a rule depends on class or method, or verdicts are recorded.</summary>
    public bool NeedsArguments { get; }

    /// <summary>
    /// Evaluates the policy. Before the call, a rule that depends on unknown facts may match later: if such a rule would allow,
    /// and none above it denies with certainty, the verdict is to continue.
    /// </summary>
    public Verdict Evaluate(in PolicyFacts facts)
    {
        // What depends on the hour is looked at each time.
        if (facts.Memo is not { } memo || LooksAtTime) return Find(facts);
        if (memo.TryGet(this, facts, out var verdict)) return verdict;
        verdict = Find(facts);
        memo.Keep(this, facts, verdict);
        return verdict;
    }

    [System.Runtime.CompilerServices.SkipLocalsInit]
    private Verdict Find(in PolicyFacts facts)
    {
        Span<ulong> certain = _words <= 256 ? stackalloc ulong[256] : new ulong[_words];
        certain = certain[.._words];
        _points[BitOperations.TrailingZeroCount((byte)facts.Point)].CopyTo(certain);
        Narrow(certain, facts);
        if (facts.Point == PolicyPoint.Call && !facts.IsOpen) return Decide(certain, certain, facts, true);
        Span<ulong> possible = _words <= 256 ? stackalloc ulong[256] : new ulong[_words];
        possible = possible[.._words];
        certain.CopyTo(possible);
        NarrowUnknown(certain, facts);
        return Decide(certain, possible, facts, false);
    }

    private void Narrow(Span<ulong> bits, in PolicyFacts facts)
    {
        var isWhole = facts.Point == PolicyPoint.Call;
        if (_addresses.IsUsed)
        {
            if (facts.Address is { } address) _addresses.Keep(bits, address);
            else _addresses.KeepNone(bits); // the local transport comes from no network
        }
        if (_transports.IsUsed) _transports.Keep(bits, facts.Transport);
        Narrow(_accounts, bits, facts.Account, isWhole);
        Narrow(_schemes, bits, facts.Scheme, isWhole);
        Narrow(_resources, bits, facts.Resource, isWhole);
        Narrow(_actions, bits, facts.Action, isWhole);
        Narrow(_classes, bits, facts.Class, isWhole && !facts.IsOpen);
        Narrow(_methods, bits, facts.Method, isWhole && !facts.IsOpen);
        if (facts.Target is not null) RuleBits.And(bits, _forTargets);
        Narrow(_targets, bits, facts.Target, isWhole);
        if (_targetPorts.IsUsed)
        {
            if (facts.TargetPort is { } port) _targetPorts.Keep(bits, port);
            else if (isWhole) _targetPorts.KeepNone(bits);
        }
        Narrow(_interfaces, bits, facts.Interface, isWhole);
        Narrow(_clsids, bits, facts.Clsid, isWhole);
        Narrow(_levels, bits, facts.Level, isWhole);
        Narrow(_operations, bits, facts is { Interface: { } known, Opnum: { } opnum } ? (known, opnum) : null, isWhole);
        if (!_groups.IsUsed) return;
        if (facts.Groups is { Count: > 0 } groups) _groups.KeepAnyOf(bits, groups);
        else if (isWhole || facts.Groups is not null) _groups.KeepNone(bits);
    }

    private void NarrowUnknown(Span<ulong> bits, in PolicyFacts facts)
    {
        if (facts.Account is null) _accounts.KeepNone(bits);
        if (facts.Groups is null) _groups.KeepNone(bits);
        if (facts.Scheme is null) _schemes.KeepNone(bits);
        if (facts.Resource is null) _resources.KeepNone(bits);
        if (facts.Action is null) _actions.KeepNone(bits);
        if (facts.Class is null) _classes.KeepNone(bits);
        if (facts.Method is null) _methods.KeepNone(bits);
        if (facts.Target is null) _targets.KeepNone(bits);
        if (facts.TargetPort is null) _targetPorts.KeepNone(bits);
        if (facts.Interface is null) _interfaces.KeepNone(bits);
        if (facts.Clsid is null) _clsids.KeepNone(bits);
        if (facts.Level is null) _levels.KeepNone(bits);
        if (facts.Interface is null || facts.Opnum is null) _operations.KeepNone(bits);
    }

    private static void Narrow(Dimension<string> dimension, Span<ulong> bits, string? value, bool isWhole)
    {
        if (!dimension.IsUsed) return;
        if (value is not null) dimension.Keep(bits, value);
        else if (isWhole) dimension.KeepNone(bits);
    }

    private static void Narrow<T>(Dimension<T> dimension, Span<ulong> bits, T? value, bool isWhole) where T : struct
    {
        if (!dimension.IsUsed) return;
        if (value is { } known) dimension.Keep(bits, known);
        else if (isWhole) dimension.KeepNone(bits);
    }

    private Verdict Decide(ReadOnlySpan<ulong> certain, ReadOnlySpan<ulong> possible, in PolicyFacts facts, bool isWhole)
    {
        var audit = Document.Audit;
        for (var word = 0; word < possible.Length; word++)
        {
            for (var left = possible[word]; left != 0; left &= left - 1)
            {
                var at = word * 64 + BitOperations.TrailingZeroCount(left);
                var rule = _rules[at];
                if (!rule.IsTime(facts.Time)) continue;
                if (isWhole || RuleBits.Has(certain, at))
                {
                    if (rule.Action == PolicyAction.Audit)
                    {
                        audit = Max(audit, rule.Audit ?? AuditDemand.Line);
                        continue;
                    }
                    // Nobody approves what is asked for without a name: a later point asks again.
                    if (rule.Action == PolicyAction.Ask && facts.Account is null) return new(true, null, 0, audit);
                    return new(rule.Action is not (PolicyAction.Deny or PolicyAction.Ask), rule, rule.Status,
                        rule.Audit is { } own ? Max(own, audit == Document.Audit ? AuditDemand.None : audit) : audit);
                }
                if (rule.Action is PolicyAction.Allow or PolicyAction.Limit or PolicyAction.Ask) return new(true, null, 0, audit);
            }
        }
        // A default that allows speaks of this host: a target is reached by a rule that names it.
        return new(Document.Default == PolicyAction.Allow && facts.Target is null, null, Verdict.AccessDenied, audit);
    }

    private static AuditDemand Max(AuditDemand left, AuditDemand right) => left > right ? left : right;
}
