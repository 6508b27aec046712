namespace Sekimori.Client.WsMan;

/// <summary>An operation was not done. The message is one line for a person: what, where, and what to do about it.</summary>
/// <param name="failure">What kept it from being done.</param>
/// <param name="message">One line, without a full stop and without secrets.</param>
/// <param name="inner">What caused it, if there is such a thing.</param>
public class WsManClientException(WsManFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kept it from being done.</summary>
    public WsManFailure Failure { get; } = failure;

    /// <summary>True if the peer worked and said no; false if something did not work.</summary>
    public bool IsRefusal => Failure is WsManFailure.LogonRefused or WsManFailure.HttpRefused or WsManFailure.Fault;
}
