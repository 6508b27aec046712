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
        [Bstr, Observed(Fact.Target)] string? path, int flags, InterfacePointer? context, InterfacePointerSlot? child,
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
        [Bstr, Observed(Fact.Object)] string? path, int flags, InterfacePointer? context, InterfacePointerSlot? found,
        InterfacePointerSlot? result, CancellationToken cancellationToken);

    /// <summary>GetObjectAsync: the same, to a sink.</summary>
    [Opnum(7)]
    ValueTask<uint> GetObjectToSinkAsync(
        [Bstr, Observed(Fact.Object)] string? path, int flags, InterfacePointer? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>PutClass: makes or changes a class.</summary>
    [Opnum(8)]
    ValueTask<CallResult> PutClassAsync(
        InterfacePointer? @class, int flags, InterfacePointer? context, InterfacePointerSlot? result,
        CancellationToken cancellationToken);

    /// <summary>PutClassAsync: the same, with the status to a sink.</summary>
    [Opnum(9)]
    ValueTask<uint> PutClassToSinkAsync(
        InterfacePointer? @class, int flags, InterfacePointer? context, InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>DeleteClass: deletes a class.</summary>
    [Opnum(10)]
    ValueTask<CallResult> DeleteClassAsync(
        [Bstr, Observed(Fact.Object)] string? name, int flags, InterfacePointer? context, InterfacePointerSlot? result,
        CancellationToken cancellationToken);

    /// <summary>DeleteClassAsync: the same, with the status to a sink.</summary>
    [Opnum(11)]
    ValueTask<uint> DeleteClassToSinkAsync(
        [Bstr, Observed(Fact.Object)] string? name, int flags, InterfacePointer? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>CreateClassEnum: classes.</summary>
    [Opnum(12)]
    ValueTask<EnumResult> CreateClassEnumAsync(
        [Bstr, Observed(Fact.Object)] string? superclass, int flags, InterfacePointer? context, CancellationToken cancellationToken);

    /// <summary>CreateClassEnumAsync: the same, to a sink.</summary>
    [Opnum(13)]
    ValueTask<uint> CreateClassEnumToSinkAsync(
        [Bstr, Observed(Fact.Object)] string? superclass, int flags, InterfacePointer? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>PutInstance: makes or changes an instance.</summary>
    [Opnum(14)]
    ValueTask<CallResult> PutInstanceAsync(
        InterfacePointer? instance, int flags, InterfacePointer? context, InterfacePointerSlot? result,
        CancellationToken cancellationToken);

    /// <summary>PutInstanceAsync: the same, with the status to a sink.</summary>
    [Opnum(15)]
    ValueTask<uint> PutInstanceToSinkAsync(
        InterfacePointer? instance, int flags, InterfacePointer? context, InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>DeleteInstance: deletes an instance.</summary>
    [Opnum(16)]
    ValueTask<CallResult> DeleteInstanceAsync(
        [Bstr, Observed(Fact.Object)] string? path, int flags, InterfacePointer? context, InterfacePointerSlot? result,
        CancellationToken cancellationToken);

    /// <summary>DeleteInstanceAsync: the same, with the status to a sink.</summary>
    [Opnum(17)]
    ValueTask<uint> DeleteInstanceToSinkAsync(
        [Bstr, Observed(Fact.Object)] string? path, int flags, InterfacePointer? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>CreateInstanceEnum: instances of a class.</summary>
    [Opnum(18)]
    ValueTask<EnumResult> CreateInstanceEnumAsync(
        [Bstr, Observed(Fact.Object)] string? className, int flags, InterfacePointer? context, CancellationToken cancellationToken);

    /// <summary>CreateInstanceEnumAsync: the same, to a sink.</summary>
    [Opnum(19)]
    ValueTask<uint> CreateInstanceEnumToSinkAsync(
        [Bstr, Observed(Fact.Object)] string? className, int flags, InterfacePointer? context, InterfacePointer? sink,
        CancellationToken cancellationToken);

    /// <summary>ExecQuery: what a query finds.</summary>
    [Opnum(20)]
    ValueTask<EnumResult> ExecQueryAsync(
        [Bstr, Observed(Fact.Dialect)] string? language, [Bstr, Observed(Fact.Query)] string? query, int flags,
        InterfacePointer? context, CancellationToken cancellationToken);

    /// <summary>ExecQueryAsync: the same, to a sink.</summary>
    [Opnum(21)]
    ValueTask<uint> ExecQueryToSinkAsync(
        [Bstr, Observed(Fact.Dialect)] string? language, [Bstr, Observed(Fact.Query)] string? query, int flags,
        InterfacePointer? context, InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>ExecNotificationQuery: events, as they happen.</summary>
    [Opnum(22)]
    ValueTask<EnumResult> ExecNotificationQueryAsync(
        [Bstr, Observed(Fact.Dialect)] string? language, [Bstr, Observed(Fact.Query)] string? query, int flags,
        InterfacePointer? context, CancellationToken cancellationToken);

    /// <summary>ExecNotificationQueryAsync: the same, to a sink.</summary>
    [Opnum(23)]
    ValueTask<uint> ExecNotificationQueryToSinkAsync(
        [Bstr, Observed(Fact.Dialect)] string? language, [Bstr, Observed(Fact.Query)] string? query, int flags,
        InterfacePointer? context, InterfacePointer? sink, CancellationToken cancellationToken);

    /// <summary>ExecMethod: calls a method.</summary>
    [Opnum(24)]
    ValueTask<ObjectResult> ExecMethodAsync(
        [Bstr, Observed(Fact.Object)] string? path, [Bstr, Observed(Fact.Method)] string? method, int flags, InterfacePointer? context,
        InterfacePointer? arguments, InterfacePointerSlot? found, InterfacePointerSlot? result, CancellationToken cancellationToken);

    /// <summary>ExecMethodAsync: the same, to a sink.</summary>
    [Opnum(25)]
    ValueTask<uint> ExecMethodToSinkAsync(
        [Bstr, Observed(Fact.Object)] string? path, [Bstr, Observed(Fact.Method)] string? method, int flags, InterfacePointer? context,
        InterfacePointer? arguments, InterfacePointer? sink, CancellationToken cancellationToken);
}
