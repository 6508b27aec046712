using Sekimori.Cim.Schema;
using Sekimori.Dcom;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Results;

namespace Sekimori.Wmi.Server;

/// <content>How calls run: with an enumerator, with one result, now or later.</content>
internal sealed partial class Services
{
    private ValueTask<EnumResult> EnumerateAsync(
        RpcCall call, SentContext? context, Func<CimCaller, ValueTask<WmiEnumerator>> run, CancellationToken cancellationToken) =>
        Answer.OfAsync(
        call,
        async () =>
        {
            context?.Check();
            return Enumerate(server, call, await run(WmiServer.CallerOf(call)).ConfigureAwait(false));
        },
        static code => new EnumResult(null, code), cancellationToken);

    // [MS-WMI] 3.1.4.3: which of the two places is filled, by the flag and by which of them the caller has.
    private ValueTask<T> RunAsync<T>(RpcCall call, SentContext? context, int flags, InterfacePointerSlot? found,
        InterfacePointerSlot? result, ResultSlot slot, Func<CancellationToken, ValueTask<Outcome>> run,
        Func<Outcome, InterfacePointer> marshal,
        Func<InterfacePointerSlot?, InterfacePointerSlot?, uint, T> answer, CancellationToken cancellationToken)
    {
        var (noFound, noResult) = (Empty(found), Empty(result));
        return Answer.OfAsync(
            call,
            async () =>
            {
                context?.Check();
                if (IsImmediate(flags))
                    return result is null
                        ? answer(noFound, null, WbemStatus.InvalidParameter)
                        : answer(noFound, new(Start(call, run)), WbemStatus.NoError);
                if (found is null && (result is null || slot == ResultSlot.Also))
                    return answer(null, noResult, WbemStatus.InvalidParameter);
                var outcome = await run(cancellationToken).ConfigureAwait(false);
                var filled = result is not null && (slot == ResultSlot.Also || found is null)
                    ? Ended(call, Task.FromResult(outcome))
                    : noResult;
                return answer(found is null ? null : new(marshal(outcome)), filled, WbemStatus.NoError);
            },
            code => answer(noFound, noResult, code), cancellationToken);
    }

    // 3.1.4.3.12: with a place for IWbemCallResult, that delivers the result, a failure too.
    private ValueTask<CallResult> ChangeAsync(RpcCall call, SentContext? context, int flags, InterfacePointerSlot? result,
        Func<CancellationToken, ValueTask<Outcome>> run, CancellationToken cancellationToken) => Answer.OfAsync(
        call,
        async () =>
        {
            context?.Check();
            if (IsImmediate(flags))
                return result is null
                    ? new CallResult(null, WbemStatus.InvalidParameter)
                    : new CallResult(new(Start(call, run)), WbemStatus.NoError);
            var task = run(cancellationToken).AsTask();
            if (result is null)
            {
                await task.ConfigureAwait(false);
                return new CallResult(null, WbemStatus.NoError);
            }
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (Ended(call, task) is { Pointer: not null } filled)
                return new CallResult(filled, WbemStatus.NoError);
            await task.ConfigureAwait(false);
            return new CallResult(Empty(result), WbemStatus.NoError);
        },
        code => new CallResult(Empty(result), code), cancellationToken);

    private InterfacePointer Start(RpcCall call, Func<CancellationToken, ValueTask<Outcome>> run) =>
        server.MarshalNew(call, PendingOperation.Start(server, call, run), IWbemCallResult.Info);

    // The operation has ended: where a limit leaves no place for its result object, the results themselves are enough.
    private InterfacePointerSlot Ended(RpcCall call, Task<Outcome> task)
    {
        try
        {
            return new(server.MarshalNew(call, PendingOperation.Of(server, call, task), IWbemCallResult.Info));
        }
        catch (Exception e) when (e is ComException or WmiException)
        {
            return new(null);
        }
    }

    private static bool IsImmediate(int flags) => ((WmiFlags)flags & WmiFlags.ReturnImmediately) != 0;

    private static InterfacePointerSlot? Empty(InterfacePointerSlot? slot) => slot is null ? null : new(null);
}
