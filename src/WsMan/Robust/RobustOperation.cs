using Sekimori.Guard;

namespace Sekimori.WsMan.Robust;

/// <summary>
/// A row of OperationMessages ([MS-WSMV] 3.1.1): an operation that its client may ask after again by another connection. The table's lock
/// guards what changes.
/// </summary>
internal sealed class RobustOperation(OperationKey key, Caller owner, string action, string resourceUri, object? connection)
{
    // Never disposed of: it has no timer, and what links to it lets go at the operation's end.
    private readonly CancellationTokenSource _cancelling = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whose it is, and which.</summary>
    public OperationKey Key => key;

    /// <summary>Whose it is, as it was then.</summary>
    public Caller Owner => owner;

    /// <summary>The request. A repeated request must be the same.</summary>
    public string Action => action;

    /// <summary>What it was asked of.</summary>
    public string ResourceUri => resourceUri;

    /// <summary>What it was for beside that (<see cref="Operations.IRequestGuard.Scope"/>).</summary>
    public string Scope { get; init; } = "";

    /// <summary>What its first request asked the guard about classes; a repeated request is compared with the same.</summary>
    public Operations.ClassQuestions? Questions { get; set; }

    /// <summary>The connection of its last request; null if there is none.</summary>
    public object? Connection { get; set; } = connection;

    /// <summary>Its reply; null while it runs, and where the reply had to give way to others.</summary>
    public KeptReply? Reply { get; set; }

    /// <summary>How many wait for the reply, or are about to read it.</summary>
    public int Waiting { get; set; }

    /// <summary>When it is forgotten; never while it runs.</summary>
    public DateTimeOffset Expires { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Where it is among those that have ended; null while it runs, and once it is forgotten.</summary>
    public LinkedListNode<RobustOperation>? Place { get; set; }

    /// <summary>True if nobody needs its reply: it is forgotten when it has ended.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Set when its client does not need it to continue.</summary>
    public CancellationToken Cancelled => _cancelling.Token;

    /// <summary>Ends with the operation.</summary>
    public Task Over => _over.Task;

    /// <summary>Stops it, where it still runs. Not under the table's lock: what waits for the token continues at once.</summary>
    public void Cancel() => _cancelling.Cancel();

    /// <summary>Wakes those that wait.</summary>
    public void End() => _over.TrySetResult();
}
