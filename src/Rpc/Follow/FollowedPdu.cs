using Sekimori.Guard;

namespace Sekimori.Rpc.Follow;

/// <summary>One PDU of a client.</summary>
/// <param name="Length">Its bytes; 0 if it has not arrived whole.</param>
/// <param name="Kind">What it is.</param>
/// <param name="CallId">call_id.</param>
/// <param name="ContextId">p_cont_id of a request.</param>
/// <param name="Opnum">The operation of a request; -1 for a bind.</param>
/// <param name="Level">The protection of a request: what its security context was bound with, and no more than its own trailer
/// says.</param>
/// <param name="StubLength">Bytes of the arguments in this fragment.</param>
internal readonly record struct FollowedPdu(
    int Length, FollowedKind Kind = FollowedKind.Other, uint CallId = 0, ushort ContextId = 0, int Opnum = -1,
    ProtectionLevel Level = ProtectionLevel.None, int StubLength = 0)
{
    /// <summary>True for an alter_context.</summary>
    public bool IsAlter { get; init; }

    /// <summary>True if a security context protects it: the server counts such messages, and none may be missing.</summary>
    public bool IsProtected { get; init; }

    /// <summary>True if it is the only fragment of its call.</summary>
    public bool IsWhole { get; init; }

    /// <summary>True if no answer is wanted (PFC_MAYBE).</summary>
    public bool WantsNoAnswer { get; init; }

    /// <summary>True if what follows it cannot be read: nothing may follow it to the server.</summary>
    public bool IsLast { get; init; }
}
