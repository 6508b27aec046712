using Sekimori.Guard.Admission;
using Sekimori.Rpc.Association;

namespace Sekimori.Server.Rpc;

/// <content>The place of the connection: what it holds before a logon is counted, and it may be evicted.</content>
internal sealed partial class RpcServerConnection
{
    /// <inheritdoc/>
    PlaceUse IPlaceHolder.Use =>
        _association.RunningCallCount > 0 || _association.IsReceivingRequest ? PlaceUse.Working : _association.Group is { HandleCount: > 0 }
        ? PlaceUse.Holding : PlaceUse.Idle;

    /// <inheritdoc/>
    void IPlaceHolder.Evict(RefusalCause cause)
    {
        if (_place.Key is { } key) _endpoint.Server.Gate.Report(key, Door.Rpc, cause, _context);
        Abort("replaced by another connection");
    }

    /// <summary>The connection is no longer one of those that have not finished their bind.</summary>
    private void Establish()
    {
        _isEstablished = true;
        _place.Bind(_endpoint.Server.Clock.GetUtcNow());
    }

    /// <summary>
    /// Counts what of a PDU has arrived and waits for the rest. One block of Kestrel's is part of what a connection costs.
    /// </summary>
    private bool TryHoldUnread(long left)
    {
        // What an authorised caller sends is read in a moment.
        if (left == _unread || _unread == 0 && (left <= Block || _association.IsLoggedOn)) return true;
        var now = left <= Block ? 0 : (int)((left + Block - 1) / Block * Block);
        if (now == _unread) return true;
        if (now < _unread) _place.Release(_unread - now);
        else if (!_place.TryHold(now - _unread))
        {
            EndOverBudget();
            return false;
        }

        _unread = now;
        return true;
    }

    private void EndOverBudget()
    {
        lock (_gate) _association.Close(AssociationEnd.OverBudget);
        _guard?.Ended(AssociationEnd.OverBudget);
        ReportOverBudget();
        Abort("over budget before a logon");
    }

    private void ReportOverBudget()
    {
        // Connections that had to be closed have been recorded.
        if (_place is { MemoryRefused: not RefusalCause.None, Key: { } key })
            _endpoint.Server.Gate.Report(key, Door.Rpc, _place.MemoryRefused, _context);
    }
}
