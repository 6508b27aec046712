using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Towers;

namespace Sekimori.Rpc.EndpointMap;

/// <summary>The endpoint mapper, always on port 135 ([C706] Appendix O, [MS-RPCE] 2.2.1.2).</summary>
[RpcInterface("e1af8308-5d1f-11c9-91a4-08002b14a0fa", "3.0")]
internal partial interface IEndpointMapper
{
    /// <summary>ept_insert ([C706] Appendix O): adds elements to the map.</summary>
    [Opnum(0)]
    ValueTask<uint> EptInsertAsync([Range(0, 500)] uint entryCount,
        [SizeIs("entryCount"), Observed(Fact.MappedInterface, Fact.Binding, Fact.Object, Fact.Annotation)]
            EptEntry[] entries, uint replace, CancellationToken cancellationToken);

    /// <summary>ept_delete ([C706] Appendix O): removes elements, by object and tower.</summary>
    [Opnum(1)]
    ValueTask<uint> EptDeleteAsync([Range(0, 500)] uint entryCount,
        [SizeIs("entryCount"), Observed(Fact.MappedInterface, Fact.Binding, Fact.Object, Fact.Annotation)]
            EptEntry[] entries, CancellationToken cancellationToken);

    /// <summary>ept_lookup ([MS-RPCE] 2.2.1.2.4): which elements does the map have?</summary>
    [Opnum(2), ObservedAnswer(ObservationKind.Mapping)]
    ValueTask<EptLookupResult> EptLookupAsync([Observed(Fact.Inquiry)] uint inquiryType, [Ptr, Observed(Fact.Object)] Guid? @object,
        [Ptr, Observed(Fact.MappedInterface)] RpcIfId? interfaceId, uint versionOption,
        ContextHandle entryHandle, [Range(0, 500)] uint maxEntries, CancellationToken cancellationToken);

    /// <summary>ept_map ([MS-RPCE] 2.2.1.2.5): which endpoints serve this tower?</summary>
    [Opnum(3), ObservedAnswer(ObservationKind.Mapping)]
    ValueTask<EptMapResult> EptMapAsync([Ptr, Observed(Fact.Object)] Guid? @object, [Ptr, Observed(Fact.MappedInterface)] Tower? mapTower,
        ContextHandle entryHandle, [Range(0, 500)] uint maxTowers, CancellationToken cancellationToken);

    /// <summary>ept_lookup_handle_free ([MS-RPCE] 2.2.1.2.8): ends a lookup early.</summary>
    [Opnum(4)]
    ValueTask<EptHandleResult> EptLookupHandleFreeAsync(ContextHandle entryHandle, CancellationToken cancellationToken);

    /// <summary>ept_inq_object ([C706] Appendix O): the object UUID of the mapper itself.</summary>
    [Opnum(5)]
    ValueTask<EptObjectResult> EptInqObjectAsync(CancellationToken cancellationToken);

    /// <summary>ept_mgmt_delete ([C706] Appendix O): removes an element, whoever registered it.</summary>
    [Opnum(6)]
    ValueTask<uint> EptMgmtDeleteAsync(uint objectSpecified, [Ptr, Observed(Fact.Object)] Guid? @object,
        [Ptr, Observed(Fact.MappedInterface, Fact.Binding)] Tower? tower, CancellationToken cancellationToken);
}
