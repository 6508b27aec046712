using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;

namespace Sekimori.Wmi.Server;

/// <content>
/// The asynchronous forms deliver to an object of the client. This server connects to nobody: it refuses them, and clients have the
/// semisynchronous forms.
/// </content>
internal sealed partial class Services
{
    public override ValueTask<uint> CancelAsyncCallAsync(RpcCall call, InterfacePointer? sink, CancellationToken cancellationToken) =>
        new(sink is null ? WbemStatus.InvalidParameter : WbemStatus.NotFound);

    public override ValueTask<SinkResult> QueryObjectSinkAsync(RpcCall call, int flags, CancellationToken cancellationToken) =>
        new(new SinkResult(null, WbemStatus.NotSupported));

    public override ValueTask<uint> GetObjectToSinkAsync(
        RpcCall call, WbemText? path, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> PutClassToSinkAsync(
        RpcCall call, SentObject? @class, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> DeleteClassToSinkAsync(
        RpcCall call, WbemText? name, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> CreateClassEnumToSinkAsync(
        RpcCall call, WbemText? superclass, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> PutInstanceToSinkAsync(
        RpcCall call, SentObject? instance, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> DeleteInstanceToSinkAsync(
        RpcCall call, WbemText? path, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> CreateInstanceEnumToSinkAsync(
        RpcCall call, WbemText? className, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> ExecQueryToSinkAsync(
        RpcCall call, WbemText? language, WbemText? query, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> ExecNotificationQueryToSinkAsync(
        RpcCall call, WbemText? language, WbemText? query, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken) => Refuse();

    public override ValueTask<uint> ExecMethodToSinkAsync(
        RpcCall call, WbemText? path, WbemText? method, int flags, SentContext? context, SentObject? arguments,
        InterfacePointer? sink, CancellationToken cancellationToken) => Refuse();

    private static ValueTask<uint> Refuse() => new(WbemStatus.NotSupported);
}
