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
    public override ValueTask<EnumResult> ExecQueryAsync(RpcCall call, string? language, string? query, int flags,
        InterfacePointer? context, CancellationToken cancellationToken) => EnumerateAsync(call, caller =>
        space.QueryAsync(Answer.Text(language), Answer.Text(query), flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<EnumResult> CreateInstanceEnumAsync(RpcCall call, string? className, int flags, InterfacePointer? context,
        CancellationToken cancellationToken) => EnumerateAsync(call, caller =>
        space.EnumerateInstancesAsync(Answer.Text(className), flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<EnumResult> CreateClassEnumAsync(RpcCall call, string? superclass, int flags, InterfacePointer? context,
        CancellationToken cancellationToken) => EnumerateAsync(call, caller =>
        space.EnumerateClassesAsync(Answer.Text(superclass), flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<EnumResult> ExecNotificationQueryAsync(RpcCall call, string? language, string? query, int flags,
        InterfacePointer? context, CancellationToken cancellationToken) => EnumerateAsync(call, caller =>
        space.SubscribeAsync(Answer.Text(language), Answer.Text(query), flags, caller, cancellationToken), cancellationToken);

    public override ValueTask<OpenNamespaceResult> OpenNamespaceAsync(RpcCall call, string? path, int flags, InterfacePointer? context,
        InterfacePointerSlot? child, InterfacePointerSlot? result, CancellationToken cancellationToken) => RunAsync(
        call, flags, child, result, ResultSlot.Immediate,
        _ => new(new Outcome(Space: space.OpenChild(Answer.Text(path), WmiServer.CallerOf(call)))),
        outcome => server.Marshal(call, new ComObject(new Services(server, outcome.Space!)), IWbemServices.Info),
        static (one, other, code) => new OpenNamespaceResult(one, other, code), cancellationToken);

    public override ValueTask<ObjectResult> GetObjectAsync(RpcCall call, string? path, int flags, InterfacePointer? context,
        InterfacePointerSlot? found, InterfacePointerSlot? result, CancellationToken cancellationToken) => RunAsync(
        call, flags, found, result, ResultSlot.Immediate,
        async token => new Outcome(space.Encode(
            await space.GetObjectAsync(Answer.Text(path), flags, WmiServer.CallerOf(call), token).ConfigureAwait(false))),
        static outcome => ClassObject.ToPointer(outcome.Unit!),
        static (one, other, code) => new ObjectResult(one, other, code), cancellationToken);

    public override ValueTask<ObjectResult> ExecMethodAsync(RpcCall call, string? path, string? method, int flags,
        InterfacePointer? context, InterfacePointer? arguments, InterfacePointerSlot? found, InterfacePointerSlot? result,
        CancellationToken cancellationToken) => RunAsync(
        call, flags, found, result, ResultSlot.Also,
        Invoke(call, path, method, flags, arguments),
        static outcome => ClassObject.ToPointer(outcome.Unit!),
        static (one, other, code) => new ObjectResult(one, other, code), cancellationToken);

    public override ValueTask<CallResult> PutInstanceAsync(RpcCall call, InterfacePointer? instance, int flags, InterfacePointer? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken)
    {
        // The argument's memory is the call's: a semisynchronous operation outlives it.
        var unit = Copy(instance, out var wrong);
        return ChangeAsync(call, flags, result, async token =>
        {
            if (wrong is not null)
                throw wrong;
            var path = await space.PutInstanceAsync(unit, flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome(Text: path.ToString());
        }, cancellationToken);
    }

    public override ValueTask<CallResult> DeleteInstanceAsync(RpcCall call, string? path, int flags, InterfacePointer? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken) => ChangeAsync(call, flags, result, async token =>
        {
            await space.DeleteInstanceAsync(Answer.Text(path), flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome();
        }, cancellationToken);

    public override ValueTask<CallResult> PutClassAsync(RpcCall call, InterfacePointer? @class, int flags, InterfacePointer? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken)
    {
        var unit = Copy(@class, out var wrong);
        return ChangeAsync(call, flags, result, async token =>
        {
            if (wrong is not null)
                throw wrong;
            await space.PutClassAsync(unit, flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome();
        }, cancellationToken);
    }

    public override ValueTask<CallResult> DeleteClassAsync(RpcCall call, string? name, int flags, InterfacePointer? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken) => ChangeAsync(call, flags, result, async token =>
        {
            await space.DeleteClassAsync(Answer.Text(name), flags, WmiServer.CallerOf(call), token).ConfigureAwait(false);
            return new Outcome();
        }, cancellationToken);

    /// <summary>A reference to an enumerator; without it the enumerator ends.</summary>
    internal static EnumResult Enumerate(WmiServer server, RpcCall call, WmiEnumerator enumerator) => new(
        server.MarshalNew(call, new EnumeratorObject(server, enumerator), IEnumWbemClassObject.Info), WbemStatus.NoError);

    private Func<CancellationToken, ValueTask<Outcome>> Invoke(
        RpcCall call, string? path, string? method, int flags, InterfacePointer? arguments)
    {
        var unit = Copy(arguments, out var wrong);
        return async token =>
        {
            if (wrong is not null)
                throw wrong;
            var row = await space.InvokeAsync(Answer.Text(path), Answer.Text(method), flags, unit, WmiServer.CallerOf(call), token)
                .ConfigureAwait(false);
            return new Outcome(space.Encode(row));
        };
    }
}
