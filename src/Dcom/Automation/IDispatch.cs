using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Automation;

/// <summary>IDispatch ([MS-OAUT] 3.1.4): members of an object, by name.</summary>
[ComInterface("00020400-0000-0000-c000-000000000046")]
internal partial interface IDispatch
{
    /// <summary>GetTypeInfoCount: 1 if the object describes itself.</summary>
    [Opnum(3)]
    ValueTask<TypeInfoCountResult> GetTypeInfoCountAsync(CancellationToken cancellationToken);

    /// <summary>GetTypeInfo: the description, an ITypeInfo.</summary>
    [Opnum(4)]
    ValueTask<TypeInfoResult> GetTypeInfoAsync(uint index, uint locale, CancellationToken cancellationToken);

    /// <summary>GetIDsOfNames: the DISPIDs of a member and of its arguments.</summary>
    [Opnum(5)]
    ValueTask<DispatchIdsResult> GetIDsOfNamesAsync(Guid reserved,
        [SizeIs("count"), Range(0, AutomationLimits.MostArguments), Observed(Fact.Method)] string?[] names,
        [Range(0, AutomationLimits.MostArguments)] uint count, uint locale, CancellationToken cancellationToken);

    /// <summary>Invoke: calls a method, reads or writes a property.</summary>
    [Opnum(6)]
    ValueTask<InvokeResult> InvokeAsync([Observed(Fact.Method)] int member, Guid reserved, uint locale, uint flags,
        [Observed(Fact.Argument)] DispParams parameters, [Range(0, AutomationLimits.MostArguments)] uint referenceCount,
        [SizeIs("referenceCount")] uint[] indices, [SizeIs("referenceCount")] Variant?[] references,
        CancellationToken cancellationToken);
}
