namespace Sekimori.Client.WsMan;

/// <summary>An operation failed. The message is one line for a person: what, where, and what to do about it.</summary>
/// <param name="failure">The reason why it failed.</param>
/// <param name="message">One line, without a full stop and without secrets.</param>
/// <param name="inner">The cause, if there is one.</param>
public class WsManClientException(WsManFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The reason why it failed.</summary>
    public WsManFailure Failure { get; } = failure;

    /// <summary>True if the peer worked and denied; false if something failed.</summary>
    public bool IsRefusal => Failure is WsManFailure.LogonRefused or WsManFailure.HttpRefused or WsManFailure.Fault;
}
