using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Robust;

/// <summary>
/// OperationMessages ([MS-WSMV] 3.1.1): operations with an OperationID, those that run and, for a while, the replies of those that have
/// ended.
/// </summary>
internal sealed partial class OperationTable(TimeProvider time)
{
    /// <summary>The Response Retention Timer ([MS-WSMV] 3.1.2). It starts with the reply, and again with each retransmission.</summary>
    public static readonly TimeSpan Retention = new(0, 3, 15);

    private readonly Lock _lock = new();
    private readonly Dictionary<OperationKey, RobustOperation> _operations = [];
    private readonly Dictionary<object, RobustOperation> _byConnection = new(ReferenceEqualityComparer.Instance);
    private readonly LinkedList<RobustOperation> _over = [];

    /// <summary>How many are known, and the bytes of memory that their replies hold.</summary>
    public (int Operations, long Bytes) Kept
    {
        get
        {
            lock (_lock) return (_operations.Count, _bytes);
        }
    }

    /// <summary>All that are known.</summary>
    public RobustOperation[] All
    {
        get
        {
            lock (_lock) return [.. _operations.Values];
        }
    }

    /// <summary>
    /// The operation of a request: a new one, which the caller runs and then passes to <see cref="Complete"/>, or a known one, for
    /// <see cref="Take"/>.
    /// </summary>
    /// <param name="request">The request; its OperationID has been read.</param>
    /// <param name="connection">Its connection; null if there is none.</param>
    /// <param name="isNew">True if it is to be done.</param>
    /// <exception cref="WsManFaultException">Its headers are not those of this operation, or there are too many.</exception>
    public RobustOperation Begin(WsManRequest request, object? connection, out bool isNew)
    {
        var headers = request.Headers;
        var (key, scope) = (new OperationKey(request.Caller.Identity, headers.RobustId!.Value), request.Guard?.Scope ?? "");
        lock (_lock)
        {
            var known = Find(key);
            // [MS-WSMV] 3.1.4.1.39, in its order.
            if (known is not null && !headers.IsRetransmission)
                throw new WsManFaultException(Fault.InvalidHeader("OperationID", "another operation has it."));
            if (headers.SequenceId is { } number && number != 1)
                throw new WsManFaultException(
                    Fault.InvalidHeader("SequenceId", "the first message of an operation must have the number 1."));
            if (known is not null
                && (known.Action != headers.Action || known.Scope != scope
                || !known.ResourceUri.Equals(headers.ResourceUri, StringComparison.OrdinalIgnoreCase)))
                throw new WsManFaultException(Fault.InvalidHeader("OperationID", "it belongs to another request."));
            if (connection is not null && _byConnection.TryGetValue(connection, out var last) && last != known && last.Place is not null)
                Forget(last);
            isNew = known is null;
            if (known is null)
            {
                MakeRoom(key.Owner, request.Settings);
                known = new RobustOperation(key, request.Caller, headers.Action, headers.ResourceUri, null) { Scope = scope };
                _operations.Add(key, known);
                Count(key.Owner, 1, 0);
            }
            else
            {
                known.Waiting++;
                if (known.Place is not null) known.Expires = time.GetUtcNow() + Retention;
            }
            Connect(known, connection);
            return known;
        }
    }

    /// <summary>An operation has ended: its reply is kept, as far as there is room.</summary>
    public void Complete(RobustOperation operation, KeptReply reply)
    {
        lock (_lock)
        {
            operation.Expires = time.GetUtcNow() + Retention;
            operation.Place = _over.AddLast(operation);
            if (operation is { IsReleased: true, Waiting: 0 }) Forget(operation);
            else if (FitIn(operation.Key.Owner, reply.Size) || operation.Waiting > 0)
            {
                operation.Reply = reply.Hold();
                Count(operation.Key.Owner, 0, reply.Size);
            }
        }
        operation.End();
    }

    /// <summary>An operation has no reply: a client that repeats it runs it again.</summary>
    public void Abandon(RobustOperation operation)
    {
        lock (_lock) Forget(operation);
        operation.End();
    }

    /// <summary>
    /// Gets the reply of an operation that <see cref="Begin"/> found, or leaves without it. Once for each time that it was found.
    /// </summary>
    /// <returns>The reply, which the caller releases; null if there is none.</returns>
    public KeptReply? Take(RobustOperation operation)
    {
        lock (_lock)
        {
            operation.Waiting--;
            return operation.Reply?.Hold();
        }
    }

    /// <summary>The client has the reply ([MS-WSMV] 3.1.4.18). What still runs stays.</summary>
    public void Acknowledge(OperationKey key)
    {
        lock (_lock)
        {
            if (Find(key) is { Place: not null } known) Forget(known);
        }
    }

    /// <summary>Stops the operation ([MS-WSMV] 3.1.4.20). Its reply reports this, and is kept like others.</summary>
    public void Cancel(OperationKey key)
    {
        RobustOperation? known;
        lock (_lock) known = Find(key) is { Place: null } running ? running : null;
        known?.Cancel();
    }

    /// <summary>
    /// The client has finished with the operation ([MS-WSMV] 3.1.4.19): what still runs is stopped, and nothing of it is kept.
    /// </summary>
    public void Release(OperationKey key)
    {
        RobustOperation? known;
        lock (_lock)
        {
            known = Find(key);
            if (known is { Place: not null }) Forget(known);
            else if (known is not null) known.IsReleased = true;
        }
        known?.Cancel();
    }

    /// <summary>Forgets those whose time has ended.</summary>
    public void Sweep(DateTimeOffset now)
    {
        lock (_lock)
        {
            for (var node = _over.First; node is not null;)
            {
                var operation = node.Value;
                node = node.Next;
                if (operation.Expires <= now) Forget(operation);
            }
        }
    }

    private RobustOperation? Find(OperationKey key)
    {
        if (!_operations.TryGetValue(key, out var known) || known.Expires > time.GetUtcNow()) return known;
        Forget(known);
        return null;
    }

    private void Connect(RobustOperation operation, object? connection)
    {
        Disconnect(operation);
        operation.Connection = connection;
        if (connection is not null) _byConnection[connection] = operation;
    }

    private void Disconnect(RobustOperation operation)
    {
        if (operation.Connection is { } connection && _byConnection.TryGetValue(connection, out var last) && last == operation)
            _byConnection.Remove(connection);
    }

    private void Forget(RobustOperation operation)
    {
        if (!_operations.Remove(operation.Key)) return;
        Disconnect(operation);
        DropReply(operation);
        if (operation.Place is { } place) _over.Remove(place);
        operation.Place = null;
        Count(operation.Key.Owner, -1, 0);
    }
}
