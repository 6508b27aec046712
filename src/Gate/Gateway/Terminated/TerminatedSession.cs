using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// A caller at one address and a target, as long as requests come: the requests that end at the gate, the connections to the target that
/// carry them, and no others. Thread-safe.
/// </summary>
internal sealed class TerminatedSession(GatewaySession entry, ITargetLinks links, CallerIdentity owner)
{
    private int _busy;
    private int _isOver;
    private volatile bool _isClosed;
    private int _shells;

    /// <summary>What `sekimori sessions` shows, and the policy is asked about again.</summary>
    public GatewaySession Entry => entry;

    /// <summary>The caller.</summary>
    public Caller Caller => entry.Caller;

    /// <summary>Whose it is, and what it opens at the target.</summary>
    public CallerIdentity Owner => owner;

    /// <summary>The target.</summary>
    public TargetHost Target => entry.Target;

    /// <summary>Its connections to the target.</summary>
    public ITargetLinks Links => links;

    /// <summary>The same where requests go on as they are; where they do not, there are none.</summary>
    public TargetLinks Relayed => (TargetLinks)links;

    /// <summary>What the caller lets the gate do in its name; null if the target takes a stored logon.</summary>
    public CallerDelegation? Delegation => (links as TargetLinks)?.Caller;

    /// <summary>The objects of the target, where the gate itself asks for them; null where requests go on as they are.</summary>
    public IObjectSource? Objects { get; init; }

    /// <summary>Completes when its record is as durable as the policy requires. Nothing goes to the target before.</summary>
    public required Task<bool> Opened { get; init; }

    /// <summary>True once it has ended: nothing more is opened in it.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>True once what it had open has been ended at the target, too.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Requests under way.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>The number of the next shell, for its recording.</summary>
    public int NextShell() => Interlocked.Increment(ref _shells);

    /// <summary>A request starts.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _busy);
        Touch();
    }

    /// <summary>A request has ended.</summary>
    public void Leave()
    {
        Touch();
        Interlocked.Decrement(ref _busy);
    }

    /// <summary>It was used.</summary>
    public void Touch() => entry.CountSent(0, Environment.TickCount64);

    /// <summary>Ends it, once.</summary>
    /// <returns>False if it has ended already.</returns>
    public bool TryEnd() => Interlocked.Exchange(ref _isOver, 1) == 0;

    /// <summary>What it had open has been ended.</summary>
    public void NoteClosed() => _isClosed = true;
}
