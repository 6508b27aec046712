namespace Sekimori.Security;

/// <summary>Where a handshake stands after a step.</summary>
public enum StepState
{
    /// <summary>The token goes to the peer, and its answer into the next step.</summary>
    Continue,

    /// <summary>This side is done: it knows the peer and has keys. A token that is not empty still goes to the peer.</summary>
    Complete,

    /// <summary>The handshake has failed. A token that is not empty informs the peer.</summary>
    Refused,
}
