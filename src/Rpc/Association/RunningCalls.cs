namespace Sekimori.Rpc.Association;

/// <summary>The calls of one connection that run: usually none or one, at most <see cref="RpcServerLimits.MaxConcurrentCalls"/>.</summary>
internal struct RunningCalls
{
    private RpcServerCall? _first;

    public int Count { get; private set; }

    public readonly RpcServerCall? Find(uint callId)
    {
        for (var call = _first; call is not null; call = call.Next)
            if (call.CallId == callId)
                return call;
        return null;
    }

    public readonly RpcServerCall[] ToArray()
    {
        if (Count == 0) return [];
        var all = new RpcServerCall[Count];
        var index = 0;
        for (var call = _first; call is not null; call = call.Next) all[index++] = call;
        return all;
    }

    public void Add(RpcServerCall call)
    {
        call.Next = _first;
        _first = call;
        Count++;
    }

    public void Remove(RpcServerCall call)
    {
        RpcServerCall? before = null;
        for (var at = _first; at is not null; before = at, at = at.Next)
        {
            if (at != call) continue;
            if (before is null) _first = at.Next;
            else before.Next = at.Next;
            Count--;
            return;
        }
    }
}
