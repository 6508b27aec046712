using System.Net.Sockets;
using Sekimori.Cim.Model;
using Sekimori.Client.Dcom;
using Sekimori.Client.Rpc;
using Sekimori.Dcom;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Orpc;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.Wmi;

namespace Sekimori.Client.Wmi;

/// <summary>From what RPC, DCOM and the decoder throw to what a person has to look at.</summary>
internal static class WmiFailures
{
    private const string LogonRefused = "the server refused the logon";

    /// <summary>Runs a step, within its time: whatever the peer does, it ends.</summary>
    /// <param name="call">Where it is, for messages.</param>
    /// <param name="timeout">The time.</param>
    /// <param name="run">The step.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="answer">The time of each answer in it; null where it is one.</param>
    public static async Task<T> RunAsync<T>(WmiStep call, TimeSpan timeout, Func<CancellationToken, Task<T>> run,
        CancellationToken cancellationToken, TimeSpan? answer = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            // A step that does not end by itself, as one that sends to a peer who does not read, is left behind.
            return await run(limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WmiClientException(WmiFailure.Timeout, call.Message(NoAnswer(timeout)));
        }
        catch (Exception e) when (DcomClient.IsOfPeer(e) || e is CimException)
        {
            throw From(e, call, answer ?? timeout);
        }
    }

    /// <summary>The failure of an answer with this status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="call">Where it is.</param>
    /// <param name="text">What the server says about it; null if nothing.</param>
    public static WmiClientException Of(uint status, WmiStep call, string? text = null) => new(
        FailureOf(status, call), call.Message(WbemStatusText.Of(status) + (text is null ? "" : ": " + text)), status)
    {
        ServerText = text,
    };

    /// <summary>The failure of an answer that is not one to the question.</summary>
    public static WmiClientException Wrong(WmiStep call, string what, Exception? inner = null) =>
        new(WmiFailure.Protocol, call.Message(what), null, inner);

    private static WmiClientException From(Exception e, WmiStep call, TimeSpan timeout) => e switch
    {
        // The status of a refused logon says nothing: servers have two for it, and one of them means other things too.
        RpcFaultException { Status: RpcStatus.SecurityPackageError } when call.Phase != WmiPhase.Operation =>
            new(WmiFailure.Logon, call.Message(LogonRefused), null, e),
        ComException com => new(FailureOf(com.Status, call), call.Message(WbemStatusText.Of(com.Status)), com.Status, e),
        RpcFaultException fault => new(FailureOf(fault.Status, call), call.Message(TextOf(fault.Status)), fault.Status, e),
        CimException cim => new(
            WmiFailure.Server, call.Message($"{WbemStatusText.Of((uint)cim.Status)}, {Line(cim)}"), (uint)cim.Status, e),
        RpcBindException => new(
            call.Phase == WmiPhase.Activation ? WmiFailure.Version : WmiFailure.Protocol, call.Message(Line(e)), null, e),
        RpcConnectionException lost => new(FailureOf(lost, call.Phase), call.Message(TextOf(lost, timeout)), null, e),
        TimeoutException => new(WmiFailure.Timeout, call.Message(NoAnswer(timeout)), null, e),
        IOException => new(WmiFailure.ConnectionLost, call.Message(Line(e)), null, e),
        _ => Wrong(call, $"the answer cannot be read: {Line(e)}", e),
    };

    private static WmiFailure FailureOf(uint status, WmiStep call) => status switch
    {
        ComStatus.VersionMismatch or ComStatus.InvalidHeader => WmiFailure.Version,
        (uint)CimStatus.InvalidNamespace or (uint)CimStatus.NotFound or (uint)CimStatus.InvalidClass => WmiFailure.NotFound,
        WbemStatus.AccessDenied when call.Phase == WmiPhase.Login => WmiFailure.NamespaceRight,
        WbemStatus.EncryptionRequired => WmiFailure.Level,
        RpcStatus.AccessDenied or ComStatus.AccessDenied => Denied(call),
        RpcStatus.SecurityPackageError => WmiFailure.Logon,
        _ => WmiFailure.Server,
    };

    private static WmiFailure Denied(WmiStep call) => call switch
    {
        // KB5004442: activation at less than integrity is refused, and the refusal looks like a missing right.
        { Phase: WmiPhase.Activation, Level: < ProtectionLevel.Integrity } => WmiFailure.Level,
        { Phase: WmiPhase.Activation } => WmiFailure.LaunchRight,
        _ => WmiFailure.AccessRight,
    };

    private static WmiFailure FailureOf(RpcConnectionException e, WmiPhase phase)
    {
        if (e.InnerException is SocketException or TimeoutException { InnerException: SocketException })
            return Unreachable(((e.InnerException as SocketException) ?? (SocketException)e.InnerException.InnerException!).SocketErrorCode,
                phase);
        if (e.RefusalReason is BindNakReason.ProtocolVersionNotSupported) return WmiFailure.Version;
        return (e.Refusal?.Reason, e.Failure) switch
        {
            (RefusalReason.ClockSkew, _) => WmiFailure.Clock,
            (RefusalReason.WrongTarget, _) => WmiFailure.Name,
            (_, RpcFailure.TimedOut) => WmiFailure.Timeout,
            (_, RpcFailure.LogonDenied) => WmiFailure.Logon,
            (_, RpcFailure.ConnectionLost) when e.End == AssociationEnd.OtherVersion => WmiFailure.Version,
            (_, RpcFailure.ConnectionLost) when IsBroken(e) => WmiFailure.Protocol,
            (_, RpcFailure.ConnectionLost) => WmiFailure.ConnectionLost,
            _ => WmiFailure.Protocol,
        };
    }

    // The peer closed it, or this side; everything else is what the peer sent.
    private static bool IsBroken(RpcConnectionException e) =>
        e.End is not (AssociationEnd.None or AssociationEnd.PeerClosed
            or AssociationEnd.LocalClosed);

    private static WmiFailure Unreachable(SocketError error, WmiPhase phase) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => WmiFailure.Name,
        _ when phase != WmiPhase.Activation => WmiFailure.ExporterClosed,
        SocketError.ConnectionRefused => WmiFailure.MapperClosed,
        _ => WmiFailure.NoRoute,
    };

    // A fault's status can be an HRESULT.
    private static string TextOf(uint status) =>
        WbemStatusText.NameOf(status) is null ? RpcStatusText.Of(status) : WbemStatusText.Of(status);

    // Without a reason of the client's own, and with schemes that both know: the server did not believe it.
    private static string TextOf(RpcConnectionException e, TimeSpan timeout) => e switch
    {
        { Failure: RpcFailure.TimedOut, InnerException: not TimeoutException { InnerException: SocketException } } => NoAnswer(timeout),
        { Failure: RpcFailure.LogonDenied, Refusal: null, RefusalReason: not BindNakReason.AuthenticationTypeNotRecognized } =>
            LogonRefused,
        _ => Line(e),
    };

    private static string NoAnswer(TimeSpan timeout) => $"no answer within {timeout.TotalSeconds:0.###} s";

    private static string Line(Exception e) => e.Message.TrimEnd('.');
}
