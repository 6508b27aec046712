using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;
using Sekimori.Rpc.DataTypes;

namespace Sekimori.Samples.DomainUsers;

/// <summary>What resolving security identifiers takes of the Local Security Authority ([MS-LSAT] 3.1.4).</summary>
[RpcInterface("12345778-1234-abcd-ef00-0123456789ab", "0.0")]
public partial interface ILsa
{
    [Opnum(15)]
    ValueTask<LookupSidsResult> LsarLookupSidsAsync(
        ContextHandle policyHandle, SidEnumBuffer sidEnumBuffer, TranslatedNames translatedNames, LookupLevel lookupLevel, uint mappedCount,
        CancellationToken cancellationToken);

    [Opnum(44)]
    ValueTask<HandleResult> LsarOpenPolicy2Async(
        string? systemName, ObjectAttributes objectAttributes, uint desiredAccess, CancellationToken cancellationToken);
}

public sealed record LookupSidsResult(
    ReferencedDomainList? ReferencedDomains, TranslatedNames TranslatedNames, uint MappedCount, uint Status);

/// <summary>LSAP_LOOKUP_LEVEL ([MS-LSAT] 2.2.16).</summary>
public enum LookupLevel
{
    Workstation = 1,
}

/// <summary>LSAPR_OBJECT_ATTRIBUTES ([MS-LSAD] 2.2.9), of which only the length is used.</summary>
[NdrStruct]
public sealed partial record ObjectAttributes(
    uint Length, byte? RootDirectory, byte? ObjectName, uint Attributes, byte? SecurityDescriptor, byte? SecurityQualityOfService)
{
    public static ObjectAttributes None { get; } = new(24, null, null, 0, null, null);
}

/// <summary>LSAPR_SID_ENUM_BUFFER ([MS-LSAT] 2.2.18).</summary>
[NdrStruct]
public sealed partial record SidEnumBuffer(uint Entries, [SizeIs("Entries")] SidInformation[]? SidInfo)
{
    public static SidEnumBuffer Of(params IReadOnlyList<RpcSid> sids) =>
        new((uint)sids.Count, [.. sids.Select(sid => new SidInformation(sid))]);
}

/// <summary>LSAPR_SID_INFORMATION ([MS-LSAT] 2.2.17).</summary>
[NdrStruct]
public readonly partial record struct SidInformation(RpcSid? Sid);

/// <summary>LSAPR_TRANSLATED_NAMES ([MS-LSAT] 2.2.20).</summary>
[NdrStruct]
public sealed partial record TranslatedNames([Range(0, 20480)] uint Entries, [SizeIs("Entries")] TranslatedName[]? Names)
{
    public static TranslatedNames None { get; } = new(0, null);
}

/// <summary>LSAPR_TRANSLATED_NAME ([MS-LSAT] 2.2.19).</summary>
[NdrStruct]
public readonly partial record struct TranslatedName(SidNameUse Use, RpcUnicodeString Name, int DomainIndex);

/// <summary>SID_NAME_USE ([MS-LSAT] 2.2.13).</summary>
public enum SidNameUse
{
    User = 1,
    Group = 2,
    Domain = 3,
    Alias = 4,
    WellKnownGroup = 5,
    DeletedAccount = 6,
    Invalid = 7,
    Unknown = 8,
    Computer = 9,
}

/// <summary>LSAPR_REFERENCED_DOMAIN_LIST ([MS-LSAT] 2.2.12).</summary>
[NdrStruct]
public sealed partial record ReferencedDomainList(uint Entries, [SizeIs("Entries")] TrustInformation[]? Domains, uint MaxEntries);

/// <summary>LSAPR_TRUST_INFORMATION ([MS-LSAT] 2.2.11).</summary>
[NdrStruct]
public readonly partial record struct TrustInformation(RpcUnicodeString Name, RpcSid? Sid);
