namespace Sekimori.Rpc.Follow;

/// <summary>One PDU of a server.</summary>
/// <param name="Length">Its bytes; 0 if it has not arrived whole.</param>
/// <param name="Kind">What it is: a fault, or nothing of importance.</param>
/// <param name="CallId">call_id of a fault.</param>
/// <param name="Interface">The interface of the call that a fault answers; null if it is not known.</param>
/// <param name="Opnum">The operation of that call; -1 if it is not known.</param>
/// <param name="Status">The status of a fault.</param>
internal readonly record struct FollowedAnswer(
    int Length, FollowedKind Kind = FollowedKind.Other, uint CallId = 0, SyntaxId? Interface = null, int Opnum = -1, uint Status = 0)
{
    /// <summary>True if the server sends what is not RPC: its bytes are passed on unread from here.</summary>
    public bool IsLost { get; init; }
}
