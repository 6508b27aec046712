using System.Net;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Gateway;

/// <summary>One way through the gateway: a caller, a target, and the bytes between them. Thread-safe.</summary>
internal sealed class GatewaySession : IDisposable
{
    // As RpcConnectionGuard: a client binds one or two, and a call of a further one is evaluated by itself.
    private const int MostBound = 32;

    private readonly CancellationTokenSource _ending = new();
    private readonly List<Guid> _bound = [];
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent, _received, _active, _partialSince;
    private string? _end;
    private bool _hasLeft;
    private readonly Lock _gate = new();
    private Verdict _verdict;
    private PolicyFacts _facts;

    /// <summary>The id: the same in every line of the audit log.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public SessionKind Kind { get; init; }

    /// <summary>The logon that opened the way of an RPC connection; null if there is none.</summary>
    public GatewaySession? Login { get; init; }

    /// <summary>The caller's connection.</summary>
    public required GuardedConnection At { get; init; }

    /// <summary>The caller.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The target.</summary>
    public required TargetHost Target { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>The verdict that opened it; where its requests end at the gate, the last one that allowed a request.</summary>
    public required Verdict Verdict
    {
        get
        {
            lock (_gate) return _verdict;
        }
        set
        {
            lock (_gate) _verdict = value;
        }
    }

    /// <summary>What the policy was asked for <see cref="Verdict"/>.</summary>
    public required PolicyFacts Facts
    {
        get
        {
            lock (_gate) return _facts;
        }
        set
        {
            lock (_gate) _facts = value;
        }
    }

    /// <summary>True if its requests end at the gate; false if its bytes pass unread.</summary>
    public bool IsTerminated => Kind is SessionKind.WsMan or SessionKind.Wmi;

    /// <summary>The identity that the gate logs on with at the target, in words; null if it does not.</summary>
    public string? As { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>How long it may carry no byte; null for the limit of the settings.</summary>
    public TimeSpan? IdleLimit { get; init; }

    /// <summary>When it ends at the latest; null if nothing says so.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Held while its note is written or removed.</summary>
    public Lock Noting { get; } = new();

    /// <summary>True once its note is on disk.</summary>
    public bool IsNoted { get; set; }

    /// <summary>True once its note is not wanted any more.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Completes once its end is on record, or it has come to nothing.</summary>
    public Task Over => _over.Task;

    /// <summary>The policy that was evaluated last.</summary>
    public CompiledPolicy? Evaluated { get; set; }

    /// <summary>Our own end towards the target; null until there is one.</summary>
    public IPEndPoint? Source { get; set; }

    /// <summary>The target's address and port; null until it is known.</summary>
    public IPEndPoint? Remote { get; set; }

    /// <summary>Bytes passed on to the target.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes passed on from the target.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Set when it is to end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Why it ended, or is to; null while it is open.</summary>
    public string? EndReason => Volatile.Read(ref _end);

    /// <summary>Bytes were passed on to the target.</summary>
    public void CountSent(int bytes, long now)
    {
        Interlocked.Add(ref _sent, bytes);
        Volatile.Write(ref _active, now);
    }

    /// <summary>Bytes were passed on from the target.</summary>
    public void CountReceived(int bytes, long now)
    {
        Interlocked.Add(ref _received, bytes);
        Volatile.Write(ref _active, now);
    }

    /// <summary>The tick (<see cref="Environment.TickCount64"/>) of the last byte, or of the beginning.</summary>
    public long Active
    {
        get => Volatile.Read(ref _active);
        init => _active = value;
    }

    /// <summary>The tick since which the caller owes the rest of a PDU; 0 if it owes none.</summary>
    public long PartialSince
    {
        get => Volatile.Read(ref _partialSince);
        set => Volatile.Write(ref _partialSince, value);
    }

    /// <summary>An interface was bound: it is evaluated again when the policy changes.</summary>
    public void NoteBound(Guid bound)
    {
        lock (_bound)
        {
            if (_bound.Count < MostBound && !_bound.Contains(bound)) _bound.Add(bound);
        }
    }

    /// <summary>What the policy must still allow.</summary>
    /// <param name="time">The time.</param>
    public IEnumerable<PolicyFacts> Questions(DateTimeOffset time)
    {
        var facts = Facts with { Time = time };
        yield return At.Facts(PolicyPoint.Connect, time);
        yield return facts with { Point = PolicyPoint.Authenticated };
        if (Kind is SessionKind.Connect or SessionKind.WsMan) yield return facts with { Point = PolicyPoint.Call };
        Guid[] bound;
        lock (_bound) bound = [.. _bound];
        foreach (var one in bound) yield return facts with { Point = PolicyPoint.Bind, Interface = one };
    }

    /// <summary>It gives its place back, once; the table holds its lock.</summary>
    public bool TryLeave() => !_hasLeft && (_hasLeft = true);

    /// <summary>Its end is on record, or it has come to nothing.</summary>
    public void NoteOver() => _over.TrySetResult();

    /// <summary>Keeps the first reason for its end.</summary>
    public void NoteEnd(string why) => Interlocked.CompareExchange(ref _end, why, null);

    /// <summary>Ends it.</summary>
    public void End(string why)
    {
        NoteEnd(why);
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    /// <summary>Ends it after a while, if it has not ended by itself.</summary>
    public void EndWithin(TimeSpan time) => _ending.CancelAfter(time);

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();
}
