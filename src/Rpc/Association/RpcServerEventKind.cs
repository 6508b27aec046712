namespace Sekimori.Rpc.Association;

/// <summary>The kinds of events of a server association.</summary>
internal enum RpcServerEventKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// A question: may the client bind these interfaces? <see cref="RpcServerEvent.Bind"/>; nothing more is read until it is answered.
    /// </summary>
    BindRequested,

    /// <summary>
    /// A question: what does the security provider say to this token? <see cref="RpcServerEvent.Leg"/>; nothing more is read until it is
    /// answered.
    /// </summary>
    TokenReceived,

    /// <summary>
    /// A call is to be run and then answered with a reply or a fault: <see cref="RpcServerEvent.Call"/>. Others may come before that.
    /// </summary>
    CallReceived,

    /// <summary>
    /// The client needs this call cancelled, or has abandoned it: <see cref="RpcServerEvent.Call"/>. It still must be answered; an
    /// abandoned one is answered without success.
    /// </summary>
    CallCancelled,

    /// <summary>
    /// The association has ended for <see cref="RpcServerAssociation.End"/>: what was written is to be sent, then the connection closed.
    /// </summary>
    Closed,
}
