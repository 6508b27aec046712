using Sekimori.Dcom;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Wmi.Server;

/// <summary>From what an operation throws to the code that its caller gets.</summary>
internal static class Answer
{
    /// <summary>Runs an operation. What the object manager says about a failure goes with the answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="run">The operation.</param>
    /// <param name="fail">Its results with a code.</param>
    /// <param name="cancellationToken">The call's.</param>
    public static async ValueTask<T> OfAsync<T>(
        RpcCall call, Func<ValueTask<T>> run, Func<uint, T> fail, CancellationToken cancellationToken)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        // A caller who has gone ends its call; what fails for another reason at that moment still fails with its code.
        catch (Exception e) when (e is not RpcFaultException
            && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            ExtendedStatus.Tell(call, e);
            return fail(CodeOf(e));
        }
    }

    public static uint CodeOf(Exception e) => e is ComException com ? com.Status : WmiException.StatusOf(e);
}
