using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.DataTypes;

namespace Sekimori.Samples.DomainUsers;

/// <summary>What listing users takes of the Security Account Manager ([MS-SAMR] 3.1.5).</summary>
[RpcInterface("12345778-1234-abcd-ef00-0123456789ac", "1.0")]
public partial interface ISamr
{
    [Opnum(1)]
    ValueTask<HandleResult> SamrCloseHandleAsync(ContextHandle samHandle, CancellationToken cancellationToken);

    [Opnum(5)]
    ValueTask<DomainIdResult> SamrLookupDomainInSamServerAsync(
        ContextHandle serverHandle, RpcUnicodeString name, CancellationToken cancellationToken);

    [Opnum(6)]
    ValueTask<EnumerationResult> SamrEnumerateDomainsInSamServerAsync(
        ContextHandle serverHandle, uint enumerationContext, uint preferredMaximumLength, CancellationToken cancellationToken);

    [Opnum(7)]
    ValueTask<HandleResult> SamrOpenDomainAsync(
        ContextHandle serverHandle, uint desiredAccess, RpcSid domainId, CancellationToken cancellationToken);

    [Opnum(13)]
    ValueTask<EnumerationResult> SamrEnumerateUsersInDomainAsync(
        ContextHandle domainHandle, uint enumerationContext, uint userAccountControl, uint preferredMaximumLength,
        CancellationToken cancellationToken);

    [Opnum(57)]
    ValueTask<HandleResult> SamrConnect2Async(string? serverName, uint desiredAccess, CancellationToken cancellationToken);
}

public sealed record HandleResult(ContextHandle Handle, uint Status);

public sealed record DomainIdResult(RpcSid? DomainId, uint Status);

public sealed record EnumerationResult(uint EnumerationContext, EnumerationBuffer? Buffer, uint CountReturned, uint Status);

/// <summary>SAMPR_ENUMERATION_BUFFER ([MS-SAMR] 2.2.7.10).</summary>
[NdrStruct]
public sealed partial record EnumerationBuffer(uint EntriesRead, [SizeIs("EntriesRead")] RidEnumeration[]? Buffer);

/// <summary>SAMPR_RID_ENUMERATION ([MS-SAMR] 2.2.7.9).</summary>
[NdrStruct]
public readonly partial record struct RidEnumeration(uint RelativeId, RpcUnicodeString Name);
