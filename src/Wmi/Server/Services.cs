using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Operations;
using Sekimori.Wmi.Results;

namespace Sekimori.Wmi.Server;

/// <summary>IWbemServices of one namespace ([MS-WMI] 3.1.4.3): from parameters to <see cref="WmiNamespace"/> and back.</summary>
/// <param name="server">The server.</param>
/// <param name="space">The namespace.</param>
internal sealed partial class Services(WmiServer server, WmiNamespace space) : WbemServicesServer
{
    /// <summary>
    /// The opnum of ExecQuery ([MS-WMI] 3.1.4.3.18). It begins to read, by a task of its own; providers that may block have another thread
    /// (<see cref="Cim.Providers.ICimProvider.MayBlock"/>).
    /// </summary>
    private const int ExecQuery = 20;

    internal override bool IsQuickOperation(int opnum) => opnum == ExecQuery;

    public override ValueTask<EnumResult> ExecQueryAsync(RpcCall call, WbemText? language, WbemText? query, int flags,
        SentContext? context, CancellationToken cancellationToken) => EnumerateAsync(call, context, caller =>
        space.QueryAsync(language?.Value, query?.Value, flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<EnumResult> CreateInstanceEnumAsync(RpcCall call, WbemText? className, int flags, SentContext? context,
        CancellationToken cancellationToken) => EnumerateAsync(call, context, caller =>
        space.EnumerateInstancesAsync(className?.Value, flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<EnumResult> CreateClassEnumAsync(RpcCall call, WbemText? superclass, int flags, SentContext? context,
        CancellationToken cancellationToken) => EnumerateAsync(call, context, caller =>
        space.EnumerateClassesAsync(superclass?.Value, flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<EnumResult> ExecNotificationQueryAsync(RpcCall call, WbemText? language, WbemText? query, int flags,
        SentContext? context, CancellationToken cancellationToken) => EnumerateAsync(call, context, caller =>
        space.SubscribeAsync(language?.Value, query?.Value, flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<OpenNamespaceResult> OpenNamespaceAsync(RpcCall call, WbemText? path, int flags, SentContext? context,
        InterfacePointerSlot? child, InterfacePointerSlot? result, CancellationToken cancellationToken) => RunAsync(
        call, context, flags, child, result, ResultSlot.Immediate,
        async token => new Outcome(
            Space: await space.OpenChildAsync(path?.Value, WmiServer.CallerOf(call), token).ConfigureAwait(false)),
        outcome => server.Marshal(call, new ComObject(new Services(server, outcome.Space!)), IWbemServices.Info),
        static (one, other, code) => new OpenNamespaceResult(one, other, code), cancellationToken);

    public override ValueTask<ObjectResult> GetObjectAsync(RpcCall call, WbemText? path, int flags, SentContext? context,
        InterfacePointerSlot? found, InterfacePointerSlot? result, CancellationToken cancellationToken) => RunAsync(
        call, context, flags, found, result, ResultSlot.Immediate,
        async token => new Outcome(space.Encode(
            await space.GetObjectAsync(path?.Value, flags, WmiServer.CallerOf(call), token).ConfigureAwait(false))),
        static outcome => ClassObject.ToPointer(outcome.Unit!),
        static (one, other, code) => new ObjectResult(one, other, code), cancellationToken);

    public override ValueTask<ObjectResult> ExecMethodAsync(RpcCall call, WbemText? path, WbemText? method, int flags,
        SentContext? context, SentObject? arguments, InterfacePointerSlot? found, InterfacePointerSlot? result,
        CancellationToken cancellationToken) => RunAsync(
        call, context, flags, found, result, ResultSlot.Also,
        async token => new Outcome(space.Encode(
            await space.InvokeAsync(path?.Value, method?.Value, flags, arguments, WmiServer.CallerOf(call), token)
                .ConfigureAwait(false))),
        static outcome => ClassObject.ToPointer(outcome.Unit!),
        static (one, other, code) => new ObjectResult(one, other, code), cancellationToken);

    public override ValueTask<CallResult> PutInstanceAsync(RpcCall call, SentObject? instance, int flags, SentContext? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken) => ChangeAsync(call, context, flags, result, async token =>
        {
            var path = await space.PutInstanceAsync(instance, flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome(Text: path.ToString());
        }, cancellationToken);

    public override ValueTask<CallResult> DeleteInstanceAsync(RpcCall call, WbemText? path, int flags, SentContext? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken) => ChangeAsync(call, context, flags, result, async token =>
        {
            await space.DeleteInstanceAsync(path?.Value, flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome();
        }, cancellationToken);

    public override ValueTask<CallResult> PutClassAsync(RpcCall call, SentObject? @class, int flags, SentContext? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken) => ChangeAsync(call, context, flags, result, async token =>
        {
            await space.PutClassAsync(@class, flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome();
        }, cancellationToken);

    public override ValueTask<CallResult> DeleteClassAsync(RpcCall call, WbemText? name, int flags, SentContext? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken) => ChangeAsync(call, context, flags, result, async token =>
        {
            await space.DeleteClassAsync(name?.Value, flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome();
        }, cancellationToken);

    /// <summary>A reference to an enumerator; without it the enumerator ends.</summary>
    internal static EnumResult Enumerate(WmiServer server, RpcCall call, WmiEnumerator enumerator) => new(
        server.MarshalNew(call, new EnumeratorObject(server, enumerator), IEnumWbemClassObject.Info), WbemStatus.NoError);
}
