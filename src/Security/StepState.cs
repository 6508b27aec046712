namespace Sekimori.Security;

/// <summary>The state of a handshake after a step.</summary>
public enum StepState
{
    /// <summary>The token is sent to the peer, and its answer passed to the next step.</summary>
    Continue,

    /// <summary>This side is complete: it knows the peer and has keys. A token that is not empty is still sent to the peer.</summary>
    Complete,

    /// <summary>The handshake has failed. A token that is not empty informs the peer.</summary>
    Refused,
}
