namespace Sekimori.Rpc.Association;

internal sealed partial class RpcServerAssociation
{
    private DateTimeOffset _now;
    private DateTimeOffset _bindDeadline;
    private DateTimeOffset _pduDeadline = DateTimeOffset.MaxValue;
    private DateTimeOffset _pauseDeadline = DateTimeOffset.MaxValue;
    private DateTimeOffset _requestDeadline = DateTimeOffset.MaxValue;

    /// <summary>Passes the time. If a client has been too slow, the association ends.</summary>
    public void Tick(DateTimeOffset now)
    {
        _now = now;
        if (End != AssociationEnd.None) return;
        if (!_isBound && now >= _bindDeadline || _building > 0 && now >= OldestHandshake()) Close(AssociationEnd.BindTimedOut);
        else if (!IsWaiting && (now >= _pduDeadline || now >= _pauseDeadline || now >= _requestDeadline))
            Close(AssociationEnd.FragmentTimedOut);
    }

    /// <summary>A PDU that has started must be whole in time. More of its bytes give it no new time.</summary>
    private void ExpectRest(bool isWhole)
    {
        if (isWhole) _pduDeadline = DateTimeOffset.MaxValue;
        else if (_pduDeadline == DateTimeOffset.MaxValue) _pduDeadline = _now + _limits.FragmentTimeout;
    }

    /// <summary>A request has started that lacks fragments. A caller who has not logged on gets no new time with each of them.</summary>
    private void ExpectFragments(RpcServerCall call)
    {
        _requestDeadline = _now + (IsKnown(call) ? _limits.RequestTimeout : _limits.FragmentTimeout);
        _pauseDeadline = _now + _limits.FragmentTimeout;
    }

    private void ExpectNothing() => _requestDeadline = _pauseDeadline = DateTimeOffset.MaxValue;

    /// <summary>Each handshake has its own time: to start another one does not extend it.</summary>
    private DateTimeOffset OldestHandshake()
    {
        var oldest = DateTimeOffset.MaxValue;
        foreach (var slot in _security!.Values)
            if (slot.State == SecuritySlotState.Building && slot.Deadline < oldest)
                oldest = slot.Deadline;
        return oldest;
    }
}
