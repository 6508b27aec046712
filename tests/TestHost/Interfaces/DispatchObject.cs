using Sekimori.Dcom.Automation;
using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.TestHost.Interfaces;

/// <summary>An object of automation whose members are functions.</summary>
/// <param name="members">Its members: the first has DISPID 1. One called <c>_NewEnum</c> makes it a collection.</param>
internal sealed class DispatchObject(params (string Name, Func<DispatchRequest, Variant?> Run)[] members) : DispatchServer
{
    /// <inheritdoc/>
    public override ValueTask<TypeInfoCountResult> GetTypeInfoCountAsync(RpcCall call, CancellationToken cancellationToken) =>
        new(new TypeInfoCountResult(0, ComStatus.Ok));

    /// <inheritdoc/>
    public override ValueTask<TypeInfoResult> GetTypeInfoAsync(
        RpcCall call, uint index, uint locale, CancellationToken cancellationToken) =>
        new(new TypeInfoResult(null, ComStatus.NotImplemented));

    /// <inheritdoc/>
    public override ValueTask<DispatchIdsResult> GetIDsOfNamesAsync(RpcCall call, Guid reserved, string?[] names, uint count, uint locale,
        CancellationToken cancellationToken)
    {
        int[] ids = [.. names.Select((name, i) => i == 0 ? Find(name) : DispatchStatus.Unknown)];
        return new(new DispatchIdsResult(ids, ids.Contains(DispatchStatus.Unknown) ? DispatchStatus.UnknownName : ComStatus.Ok));
    }

    /// <inheritdoc/>
    public override ValueTask<InvokeResult> InvokeAsync(RpcCall call, int member, Guid reserved, uint locale, uint flags,
        DispParams parameters, uint referenceCount, uint[] indices, Variant?[] references, CancellationToken cancellationToken)
    {
        var index = member == DispatchStatus.NewEnum ? Find("_NewEnum") - 1 : member - 1;
        if (index < 0 || index >= members.Length) return Failed(DispatchStatus.MemberNotFound, 0);
        var given = parameters.Arguments ?? [];
        for (var i = 0; i < indices.Length; i++) given[indices[i]] = references[i];
        var request = new DispatchRequest(call, (DispatchFlags)flags, [.. Enumerable.Reverse(given)]);
        try
        {
            var value = members[index].Run(request);
            for (var i = 0; i < indices.Length; i++) references[i] = request.Arguments[given.Length - 1 - (int)indices[i]];
            return new(new InvokeResult(value ?? Variant.Empty, ExcepInfo.None, 0, references, ComStatus.Ok));
        }
        catch (DispatchFault fault)
        {
            return Failed(fault.Status, given.Length - 1 - fault.Argument, fault.Info);
        }

        ValueTask<InvokeResult> Failed(uint status, int argument, ExcepInfo? info = null) =>
            new(new InvokeResult(Variant.Empty, info ?? ExcepInfo.None, (uint)argument, references, status));
    }

    private int Find(string? name) =>
        Array.FindIndex(members, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i
            ? i + 1
            : DispatchStatus.Unknown;

    /// <summary>An object of these members, as the result of a call.</summary>
    public static Variant Make(
        ObjectExporter exporter, RpcCall call, params (string Name, Func<DispatchRequest, Variant?> Run)[] members) =>
        Variant.Of(VariantType.Dispatch,
            exporter.Marshal(call, new ComObject(new DispatchObject(members)), IDispatch.Info.Id.Uuid));
}
