namespace Sekimori.Client.Wmi;

/// <summary>An operation of WMI failed. The message is one line for a person: what and where.</summary>
/// <param name="failure">The reason why it failed.</param>
/// <param name="message">One line, without a full stop and without secrets.</param>
/// <param name="status">The status that the server answered with; null if it answered with none.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class WmiClientException(WmiFailure failure, string message, uint? status = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The reason why it failed.</summary>
    public WmiFailure Failure { get; } = failure;

    /// <summary>
    /// The WBEMSTATUS or other HRESULT ([MS-WMI] 2.2.11), or the status of an RPC fault; null if the server answered with none.
    /// </summary>
    public uint? Status { get; } = status;

    /// <summary>What the server says about it in words, on one line; null if it says nothing.</summary>
    public string? ServerText { get; init; }

    /// <summary>True if the server worked and refused; false if something failed.</summary>
    public bool IsRefusal => Failure is WmiFailure.Level or WmiFailure.LaunchRight or WmiFailure.AccessRight or WmiFailure.NamespaceRight
        or WmiFailure.Logon or WmiFailure.NotFound or WmiFailure.Server;
}
