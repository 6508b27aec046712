using System.Net.Sockets;
using Sekimori.Cim.Model;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// What a failure of a target is for the caller: the status that the target gave, or which part failed. The reason of the latter is in the
/// log of the gate: it may name what is inside.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="log">Logs the reason of a failure.</param>
internal sealed class BridgeFailures(TargetHost target, Action<string> log)
{
    /// <summary>The failure for the caller; null if it is none of the target's.</summary>
    public CimException? Find(Exception failure) => failure switch
    {
        CimException known => known,
        WmiClientException { Failure: WmiFailure.NotFound or WmiFailure.Server or WmiFailure.NamespaceRight, Status: { } status } wmi =>
            new((CimStatus)status, wmi.ServerText ?? $"The target {target.Name} answers 0x{status:X8}."),
        WmiClientException { Failure: WmiFailure.AccessRight, Status: not null } =>
            new(CimStatus.AccessDenied, $"The target {target.Name} denies it to the account of the gate."),
        WmiClientException
        {
            Failure: WmiFailure.NoRoute or WmiFailure.MapperClosed or WmiFailure.ExporterClosed or WmiFailure.Timeout
            or WmiFailure.ConnectionLost
        } => Absent(failure),
        WmiClientException { Failure: WmiFailure.Protocol } => Wrong(failure),
        WmiClientException { Failure: WmiFailure.OverLimit } or WsManClientException { Failure: WsManFailure.OverLimit } =>
            Failed(failure, $"The answer of the target {target.Name} is too large."),
        WmiClientException => NoLogon(failure),
        WsManFaultReply fault => new(FaultStatus.Of(fault), fault.Reason),
        WsManClientException { Failure: WsManFailure.Unreachable or WsManFailure.TimedOut } => Absent(failure),
        WsManClientException { Failure: WsManFailure.Tls } =>
            Failed(failure, $"The certificate of the target {target.Name} is not trusted by the gate."),
        WsManClientException { Failure: WsManFailure.LogonRefused } => NoLogon(failure),
        WsManClientException or UnusableAnswerException => Wrong(failure),
        TargetException => Failed(failure, $"The gate cannot reach the target {target.Name}, or has no logon for it."),
        SocketException or IOException or ObjectDisposedException => Absent(failure),
        _ => null,
    };

    private CimException Absent(Exception failure)
    {
        log(failure.Message);
        return new(CimStatus.NotAvailable, $"The target {target.Name} does not answer.");
    }

    private CimException Wrong(Exception failure) => Failed(failure, $"The gate cannot use what the target {target.Name} answers.");

    private CimException NoLogon(Exception failure) => Failed(failure, $"The gate cannot log on at the target {target.Name}.");

    private CimException Failed(Exception failure, string what)
    {
        log(failure.Message);
        return new(CimStatus.Failed, what + " The log of the gate has the reason.");
    }
}
