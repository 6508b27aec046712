using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Wmi.Interfaces;

namespace Sekimori.Wmi.Server;

/// <summary>IWbemCallResult ([MS-WMI] 3.1.4.5). A call that waits holds no thread, and ends with its connection.</summary>
/// <param name="server">The server.</param>
/// <param name="pending">The operation.</param>
internal sealed class CallResultServer(WmiServer server, PendingOperation pending) : WbemCallResultServer
{
    public override async ValueTask<ResultObjectResult> GetResultObjectAsync(RpcCall call, int timeout, CancellationToken cancellationToken)
    {
        var (outcome, code) = await WaitAsync(call, timeout, cancellationToken).ConfigureAwait(false);
        return new(outcome?.Unit is { } unit ? ClassObject.ToPointer(unit) : null, code);
    }

    public override async ValueTask<ResultStringResult> GetResultStringAsync(RpcCall call, int timeout, CancellationToken cancellationToken)
    {
        var (outcome, code) = await WaitAsync(call, timeout, cancellationToken).ConfigureAwait(false);
        return new(outcome?.Text, code);
    }

    public override ValueTask<ServicesResult> GetResultServicesAsync(RpcCall call, int timeout, CancellationToken cancellationToken) =>
        Answer.OfAsync(
        call,
        async () =>
        {
            var (outcome, code) = await WaitAsync(call, timeout, cancellationToken).ConfigureAwait(false);
            return outcome?.Space is { } space
                ? new ServicesResult(server.Marshal(call, new ComObject(new Services(server, space)), IWbemServices.Info), code)
                : new ServicesResult(null, code);
        },
        static code => new ServicesResult(null, code), cancellationToken);

    public override async ValueTask<CallStatusResult> GetCallStatusAsync(RpcCall call, int timeout, CancellationToken cancellationToken)
    {
        var (_, code) = await WaitAsync(call, timeout, cancellationToken).ConfigureAwait(false);
        return code == WbemStatus.TimedOut ? new(0, code) : new(code, WbemStatus.NoError);
    }

    private async ValueTask<(Outcome? Outcome, uint Code)> WaitAsync(
        RpcCall call, int timeout, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = timeout < 0
                ? await pending.Task.WaitAsync(cancellationToken).ConfigureAwait(false)
                : await pending.Task.WaitAsync(TimeSpan.FromMilliseconds(timeout), server.Service.Time, cancellationToken)
                    .ConfigureAwait(false);
            return (outcome, WbemStatus.NoError);
        }
        catch (TimeoutException) when (!pending.Task.IsCompleted)
        {
            return (null, WbemStatus.TimedOut);
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            ExtendedStatus.Tell(call, e);
            return (null, Answer.CodeOf(e));
        }
    }
}
