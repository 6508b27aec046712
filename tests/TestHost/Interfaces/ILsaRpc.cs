using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.DataTypes;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.TestHost.Interfaces;

/// <summary>As much of lsarpc as the wire suites call ([MS-LSAD] 3.1.4, [MS-LSAT] 3.1.4.2).</summary>
[RpcInterface("12345778-1234-abcd-ef00-0123456789ab", "0.0")]
public partial interface ILsaRpc
{
    [Opnum(0)]
    ValueTask<HandleResult> LsarCloseAsync(ContextHandle objectHandle, CancellationToken cancellationToken);

    [Opnum(3)]
    ValueTask<QuerySecurityResult> LsarQuerySecurityObjectAsync(
        ContextHandle objectHandle, uint securityInformation, CancellationToken cancellationToken);

    [Opnum(6)]
    ValueTask<HandleResult> LsarOpenPolicyAsync(
        ushort? systemName, LsaObjectAttributes objectAttributes, uint desiredAccess, CancellationToken cancellationToken);

    [Opnum(44)]
    ValueTask<HandleResult> LsarOpenPolicy2Async([Observed(Fact.Text)]
        string? systemName, LsaObjectAttributes objectAttributes, uint desiredAccess, CancellationToken cancellationToken);

    [Opnum(45)]
    ValueTask<GetUserNameResult> LsarGetUserNameAsync([Observed(Fact.Text)] string? systemName, [Observed(Fact.Name)]
        RpcUnicodeString? userName, [Unique(2)] RpcUnicodeString? domainName, CancellationToken cancellationToken);
}

public sealed record HandleResult(ContextHandle Handle, uint Status);

public sealed record QuerySecurityResult(LsaSecurityDescriptorBuffer? SecurityDescriptor, uint Status);

public sealed record GetUserNameResult(RpcUnicodeString? UserName, [Unique(2)] RpcUnicodeString? DomainName, uint Status);

/// <summary>LSAPR_SR_SECURITY_DESCRIPTOR ([MS-LSAD] 2.2.3.3).</summary>
[NdrStruct]
public readonly partial record struct LsaSecurityDescriptorBuffer(uint Length, [SizeIs("Length")] byte[]? SecurityDescriptor);

/// <summary>LSAPR_OBJECT_ATTRIBUTES ([MS-LSAD] 2.2.9).</summary>
[NdrStruct]
public sealed partial record LsaObjectAttributes(uint Length, byte? RootDirectory, RpcAnsiString? ObjectName, uint Attributes,
    LsaSecurityDescriptor? SecurityDescriptor, SecurityQualityOfService? SecurityQualityOfService);

/// <summary>SECURITY_QUALITY_OF_SERVICE ([MS-LSAD] 2.2.7).</summary>
[NdrStruct]
public readonly partial record struct SecurityQualityOfService(
    uint Length, ushort ImpersonationLevel, byte ContextTrackingMode, byte EffectiveOnly);

/// <summary>LSAPR_SECURITY_DESCRIPTOR ([MS-LSAD] 2.2.3.4).</summary>
[NdrStruct]
public sealed partial record LsaSecurityDescriptor(
    byte Revision, byte Sbz1, ushort Control, RpcSid? Owner, RpcSid? Group, LsaAcl? Sacl, LsaAcl? Dacl);

/// <summary>LSAPR_ACL ([MS-LSAD] 2.2.3.2).</summary>
[NdrStruct]
public sealed partial record LsaAcl(byte AclRevision, byte Sbz1, ushort AclSize, [SizeIs("AclSize - 4")] byte[] Dummy1);

/// <summary>STRING ([MS-LSAD] 2.2.3.1).</summary>
[NdrStruct]
public readonly partial record struct RpcAnsiString(ushort Length, ushort MaximumLength, [SizeIs("MaximumLength"), LengthIs("Length")]
    byte[]? Buffer);
