namespace Sekimori.Client.WsMan.Messages;

/// <summary>
/// What makes a request one that can be sent again ([MS-WSMV] 3.2.6.5): the service does it once, and answers each time alike.
/// </summary>
/// <param name="OperationId">The operation.</param>
/// <param name="MessageId">The message, which is the same each time.</param>
/// <param name="IsRetransmission">True if it was sent before.</param>
internal sealed record OperationHeader(Guid OperationId, Guid MessageId, bool IsRetransmission)
{
    /// <summary>A new operation.</summary>
    internal static OperationHeader New() => new(Guid.NewGuid(), Guid.NewGuid(), false);
}
