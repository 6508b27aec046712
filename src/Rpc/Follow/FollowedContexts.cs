using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Follow;

/// <summary>
/// The interfaces that presentation contexts of a relayed connection may stand for. Servers differ in what a number means that was proposed
/// twice: the policy is asked about every interface that was proposed under it and not rejected.
/// </summary>
internal sealed class FollowedContexts
{
    // Windows proposes three contexts for an interface, and a scan of one connection some hundreds. What is beyond is unknown.
    private const int MostContexts = 1024;

    // A number that is proposed for more interfaces than this stands for an unknown one too.
    private const int MostInterfaces = 8;

    private readonly Dictionary<ushort, List<SyntaxId>> _contexts = [];
    private readonly List<(ushort Id, SyntaxId Interface)> _proposed = [];
    private readonly HashSet<(ushort Id, SyntaxId Interface)> _accepted = [];
    private ushort _lastId;
    private List<SyntaxId>? _last;
    private uint _call;
    private int _unanswered;
    private bool _isAmbiguous;

    /// <summary>An interface that is not known: its UUID is zero.</summary>
    public static SyntaxId Unknown => default;

    /// <summary>A bind or alter_context begins.</summary>
    public void Begin(uint callId)
    {
        // With two under way, an answer does not say for certain to which of them it belongs.
        _isAmbiguous |= _unanswered > 0;
        _unanswered++;
        _proposed.Clear();
        _call = callId;
    }

    /// <summary>It proposes an interface under a number.</summary>
    public void Propose(ushort id, SyntaxId proposed)
    {
        // The place in the list counts, also of what is not kept: results come in the same order.
        _proposed.Add((id, proposed));
        if (!_contexts.TryGetValue(id, out var known))
        {
            if (_contexts.Count >= MostContexts) return;
            _contexts[id] = known = new(1);
        }
        if (known.Contains(proposed)) return;
        if (known.Count < MostInterfaces) known.Add(proposed);
        else if (!known.Contains(Unknown)) known.Add(Unknown);
    }

    /// <summary>The results of a bind_ack or alter_context_resp.</summary>
    public void Answer(uint callId, ResultListReader results)
    {
        if (_unanswered > 0 && --_unanswered > 0) _isAmbiguous = true;
        if (_isAmbiguous || callId != _call) return;
        var rejected = 0;
        for (; rejected < _proposed.Count && results.TryNext(out var result); rejected++)
            if (result.Outcome == ContextOutcome.Acceptance && IsKept(_proposed[rejected])) _accepted.Add(_proposed[rejected]);
        // Windows uses the number of a rejected proposal again ([C706] 12.6.3.4).
        for (var at = 0; at < rejected; at++)
        {
            var (id, proposed) = _proposed[at];
            if (!_accepted.Contains((id, proposed)) && _contexts.TryGetValue(id, out var known)) known.Remove(proposed);
        }
        _proposed.Clear();
    }

    /// <summary>A fault or bind_nak that may have answered it.</summary>
    public void Fault(uint callId)
    {
        if (_unanswered > 0 && callId == _call) _isAmbiguous = true;
    }

    /// <summary>Names the interfaces that a call under this number may reach.</summary>
    public void Name(ushort id, List<SyntaxId> named)
    {
        if (_last is null || _lastId != id)
        {
            _last = _contexts.GetValueOrDefault(id);
            _lastId = id;
        }
        if (_last is { Count: > 0 }) named.AddRange(_last);
        else named.Add(Unknown);
    }

    private bool IsKept((ushort Id, SyntaxId Interface) proposed) =>
        _contexts.TryGetValue(proposed.Id, out var known) && known.Contains(proposed.Interface);
}
