namespace Sekimori.Rpc.Association;

/// <summary>Why an association has ended: a named fact for logs, observations and tests.</summary>
public enum AssociationEnd
{
    /// <summary>It is not over.</summary>
    None,

    /// <summary>The peer closed the connection.</summary>
    PeerClosed,

    /// <summary>This side closed it.</summary>
    LocalClosed,

    /// <summary>The first bytes are no protocol version 5.0.</summary>
    OtherVersion,

    /// <summary>frag_length, auth_length or auth_pad_length contradict the bytes.</summary>
    BadLength,

    /// <summary>The body of a PDU cannot be read.</summary>
    MalformedPdu,

    /// <summary>A PDU type that does not exist, or that only the other side may send.</summary>
    UnexpectedPdu,

    /// <summary>A PDU that is not allowed in this state.</summary>
    OutOfOrder,

    /// <summary>A fragment is longer than the limit.</summary>
    FragmentTooLong,

    /// <summary>A request is longer than the limit.</summary>
    RequestTooLong,

    /// <summary>Fragments of one request do not belong together, or those of two calls are mixed.</summary>
    BadFragmentOrder,

    /// <summary>A second call while one runs, without PFC_CONC_MPX, or with a call id that is in use.</summary>
    CallOverlap,

    /// <summary>A bind or alter_context that must not be answered with results.</summary>
    BadContexts,

    /// <summary>An unknown association group.</summary>
    UnknownGroup,

    /// <summary>More presentation contexts, security contexts or security legs than the limit.</summary>
    TooMany,

    /// <summary>The memory that is held for peers that have not logged on is used up.</summary>
    OverBudget,

    /// <summary>The application denied the bind.</summary>
    BindRefused,

    /// <summary>The authentication type or level is not supported.</summary>
    AuthenticationNotOffered,

    /// <summary>Authentication failed, or a message was not allowed in its state.</summary>
    AuthenticationFailed,

    /// <summary>
    /// A request whose security context is unknown, unfinished or another one than it names; or one without, although there must be one.
    /// </summary>
    AccessDenied,

    /// <summary>A signature is wrong.</summary>
    BadSignature,

    /// <summary>The bind was not finished in time.</summary>
    BindTimedOut,

    /// <summary>A PDU or request was not continued in time.</summary>
    FragmentTimedOut,

    /// <summary>The peer rejected the bind.</summary>
    RefusedByPeer,

    /// <summary>The peer's answer does not fit the request.</summary>
    BadAnswer,
}
