namespace Sekimori.Rpc.Follow;

/// <summary>Calls of a relayed connection whose answers are waited for.</summary>
internal sealed class FollowedCalls
{
    // A client has few calls open at a time. The oldest makes room: its answer is passed on, and not read.
    private const int Most = 32;

    private readonly Call[] _calls = new Call[Most];
    private int _next, _naming;

    /// <summary>A call under way.</summary>
    /// <param name="CallId">call_id.</param>
    /// <param name="Interface">The interface.</param>
    /// <param name="Opnum">The operation.</param>
    /// <param name="Naming">What its answer names.</param>
    public readonly record struct Call(uint CallId, SyntaxId Interface, int Opnum, PortNaming Naming)
    {
        /// <summary>True while its answer is waited for.</summary>
        public bool IsOpen { get; init; }
    }

    /// <summary>True if the answer of an open call may name ports.</summary>
    public bool AwaitsPorts => _naming > 0;

    /// <summary>A call was sent.</summary>
    public void Add(uint callId, SyntaxId called, int opnum, PortNaming naming)
    {
        ref var place = ref _calls[_next];
        Close(ref place);
        place = new(callId, called, opnum, naming) { IsOpen = true };
        if (naming != PortNaming.None) _naming++;
        _next = (_next + 1) % Most;
    }

    /// <summary>The open call with this id, the newest first.</summary>
    public bool TryFind(uint callId, out Call call)
    {
        var at = IndexOf(callId);
        call = at < 0 ? default : _calls[at];
        return at >= 0;
    }

    /// <summary>It was answered.</summary>
    public void Remove(uint callId)
    {
        if (IndexOf(callId) is var at and >= 0) Close(ref _calls[at]);
    }

    private int IndexOf(uint callId)
    {
        for (var back = 1; back <= Most; back++)
        {
            var at = (_next - back + Most) % Most;
            if (_calls[at].IsOpen && _calls[at].CallId == callId) return at;
        }
        return -1;
    }

    private void Close(ref Call call)
    {
        if (call is { IsOpen: true, Naming: not PortNaming.None }) _naming--;
        call = default;
    }
}
