using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi.Interfaces;

/// <summary>IWbemServices ([MS-WMI] 3.1.4.3): the operations on a namespace.</summary>
[ComInterface("9556dc99-828c-11cf-a37e-00aa003240c7")]
internal partial interface IWbemServices
{
    /// <summary>OpenNamespace: a namespace below this one.</summary>
    [Opnum(3)]
    ValueTask<OpenNamespaceResult> OpenNamespaceAsync(
        [Observed(Fact.Target)] WbemText? path, int flags, SentContext? context, InterfacePointerSlot? child,
        InterfacePointerSlot? result, CancellationToken cancellationToken);

    /// <summary>CancelAsyncCall: ends an asynchronous call.</summary>
    [Opnum(4)]
    ValueTask<uint> CancelAsyncCallAsync(InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>QueryObjectSink: a sink for events of the client.</summary>
    [Opnum(5)]
    ValueTask<SinkResult> QueryObjectSinkAsync(int flags, CancellationToken cancellationToken);

    /// <summary>GetObject: a class or an instance.</summary>
    [Opnum(6)]
    ValueTask<ObjectResult> GetObjectAsync(
        [Observed(Fact.Object)] WbemText? path, int flags, SentContext? context, InterfacePointerSlot? found,
        InterfacePointerSlot? result, CancellationToken cancellationToken);

    /// <summary>GetObjectAsync: the same, to a sink.</summary>
    [Opnum(7)]
    ValueTask<uint> GetObjectToSinkAsync(
        [Observed(Fact.Object)] WbemText? path, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>PutClass: makes or changes a class.</summary>
    [Opnum(8)]
    ValueTask<CallResult> PutClassAsync(
        [Observed(Fact.Name)] SentObject? @class, int flags, SentContext? context, InterfacePointerSlot? result,
        CancellationToken cancellationToken);

    /// <summary>PutClassAsync: the same, with the status to a sink.</summary>
    [Opnum(9)]
    ValueTask<uint> PutClassToSinkAsync(
        [Observed(Fact.Name)] SentObject? @class, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>DeleteClass: deletes a class.</summary>
    [Opnum(10)]
    ValueTask<CallResult> DeleteClassAsync(
        [Observed(Fact.Object)] WbemText? name, int flags, SentContext? context, InterfacePointerSlot? result,
        CancellationToken cancellationToken);

    /// <summary>DeleteClassAsync: the same, with the status to a sink.</summary>
    [Opnum(11)]
    ValueTask<uint> DeleteClassToSinkAsync(
        [Observed(Fact.Object)] WbemText? name, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>CreateClassEnum: classes.</summary>
    [Opnum(12)]
    ValueTask<EnumResult> CreateClassEnumAsync(
        [Observed(Fact.Object)] WbemText? superclass, int flags, SentContext? context, CancellationToken cancellationToken);

    /// <summary>CreateClassEnumAsync: the same, to a sink.</summary>
    [Opnum(13)]
    ValueTask<uint> CreateClassEnumToSinkAsync(
        [Observed(Fact.Object)] WbemText? superclass, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>PutInstance: makes or changes an instance.</summary>
    [Opnum(14)]
    ValueTask<CallResult> PutInstanceAsync(
        [Observed(Fact.Name, Fact.CommandLine, Fact.Argument)] SentObject? instance, int flags, SentContext? context,
        InterfacePointerSlot? result, CancellationToken cancellationToken);

    /// <summary>PutInstanceAsync: the same, with the status to a sink.</summary>
    [Opnum(15)]
    ValueTask<uint> PutInstanceToSinkAsync(
        [Observed(Fact.Name, Fact.CommandLine, Fact.Argument)] SentObject? instance, int flags, SentContext? context,
        InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>DeleteInstance: deletes an instance.</summary>
    [Opnum(16)]
    ValueTask<CallResult> DeleteInstanceAsync(
        [Observed(Fact.Object)] WbemText? path, int flags, SentContext? context, InterfacePointerSlot? result,
        CancellationToken cancellationToken);

    /// <summary>DeleteInstanceAsync: the same, with the status to a sink.</summary>
    [Opnum(17)]
    ValueTask<uint> DeleteInstanceToSinkAsync(
        [Observed(Fact.Object)] WbemText? path, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>CreateInstanceEnum: instances of a class.</summary>
    [Opnum(18)]
    ValueTask<EnumResult> CreateInstanceEnumAsync(
        [Observed(Fact.Object)] WbemText? className, int flags, SentContext? context, CancellationToken cancellationToken);

    /// <summary>CreateInstanceEnumAsync: the same, to a sink.</summary>
    [Opnum(19)]
    ValueTask<uint> CreateInstanceEnumToSinkAsync(
        [Observed(Fact.Object)] WbemText? className, int flags, SentContext? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>ExecQuery: what a query finds.</summary>
    [Opnum(20)]
    ValueTask<EnumResult> ExecQueryAsync(
        [Observed(Fact.Dialect)] WbemText? language, [Observed(Fact.Query)] WbemText? query, int flags,
        SentContext? context, CancellationToken cancellationToken);

    /// <summary>ExecQueryAsync: the same, to a sink.</summary>
    [Opnum(21)]
    ValueTask<uint> ExecQueryToSinkAsync(
        [Observed(Fact.Dialect)] WbemText? language, [Observed(Fact.Query)] WbemText? query, int flags,
        SentContext? context, InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>ExecNotificationQuery: events, as they happen.</summary>
    [Opnum(22)]
    ValueTask<EnumResult> ExecNotificationQueryAsync(
        [Observed(Fact.Dialect)] WbemText? language, [Observed(Fact.Query)] WbemText? query, int flags,
        SentContext? context, CancellationToken cancellationToken);

    /// <summary>ExecNotificationQueryAsync: the same, to a sink.</summary>
    [Opnum(23)]
    ValueTask<uint> ExecNotificationQueryToSinkAsync(
        [Observed(Fact.Dialect)] WbemText? language, [Observed(Fact.Query)] WbemText? query, int flags,
        SentContext? context, InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>ExecMethod: calls a method.</summary>
    [Opnum(24)]
    ValueTask<ObjectResult> ExecMethodAsync(
        [Observed(Fact.Object)] WbemText? path, [Observed(Fact.Method)] WbemText? method, int flags, SentContext? context,
        [Observed(Fact.CommandLine, Fact.Argument)] SentObject? arguments, InterfacePointerSlot? found,
        InterfacePointerSlot? result, CancellationToken cancellationToken);

    /// <summary>ExecMethodAsync: the same, to a sink.</summary>
    [Opnum(25)]
    ValueTask<uint> ExecMethodToSinkAsync(
        [Observed(Fact.Object)] WbemText? path, [Observed(Fact.Method)] WbemText? method, int flags, SentContext? context,
        [Observed(Fact.CommandLine, Fact.Argument)] SentObject? arguments, InterfacePointer? sink, CancellationToken cancellationToken);
}
