namespace Sekimori.Security.Spnego;

/// <summary>negState (RFC 4178 4.2.2).</summary>
internal enum NegState
{
    /// <summary>accept-completed: no further token is needed.</summary>
    AcceptCompleted = 0,

    /// <summary>accept-incomplete: the initiator is to send another.</summary>
    AcceptIncomplete = 1,

    /// <summary>reject: it has ended.</summary>
    Reject = 2,

    /// <summary>request-mic: as accept-incomplete, and a mechListMIC is due.</summary>
    RequestMic = 3,
}
