using Sekimori.Ndr.Attributes;

namespace Sekimori.TestHost.Interfaces;

/// <summary>As much of dssetup as the wire suites call ([MS-DSSP] 3.2.5.1).</summary>
[RpcInterface("3919286a-b10c-11d0-9ba8-00c04fd92ef5", "0.0")]
public partial interface IDsSetup
{
    [Opnum(0)]
    ValueTask<PrimaryDomainResult> DsRolerGetPrimaryDomainInformationAsync(DsRoleInfoLevel infoLevel, CancellationToken cancellationToken);
}

public sealed record PrimaryDomainResult([SwitchIs("infoLevel")] DsRolePrimaryDomain? Info, uint Status);

/// <summary>DSROLE_PRIMARY_DOMAIN_INFO_LEVEL ([MS-DSSP] 2.2.5).</summary>
public enum DsRoleInfoLevel
{
    PrimaryDomainInfoBasic = 1,
    UpgradeStatus = 2,
    OperationState = 3,
}

/// <summary>DSROLER_PRIMARY_DOMAIN_INFORMATION ([MS-DSSP] 2.2.7).</summary>
[NdrUnion(typeof(DsRoleInfoLevel))]
public abstract partial record DsRolePrimaryDomain
{
    [Case(DsRoleInfoLevel.PrimaryDomainInfoBasic)] public sealed record Basic(DsRoleBasicInfo Info) : DsRolePrimaryDomain;
    [Case(DsRoleInfoLevel.UpgradeStatus)] public sealed record Upgrade(DsRoleUpgradeStatus Status) : DsRolePrimaryDomain;
    [Case(DsRoleInfoLevel.OperationState)] public sealed record Operation(DsRoleOperationState State) : DsRolePrimaryDomain;
}

/// <summary>DSROLER_PRIMARY_DOMAIN_INFO_BASIC ([MS-DSSP] 2.2.3).</summary>
[NdrStruct]
public sealed partial record DsRoleBasicInfo(
    DsRoleMachineRole MachineRole, uint Flags, string? DomainNameFlat, string? DomainNameDns, string? DomainForestName, Guid DomainGuid);

/// <summary>DSROLE_UPGRADE_STATUS_INFO ([MS-DSSP] 2.2.4).</summary>
[NdrStruct]
public readonly partial record struct DsRoleUpgradeStatus(uint OperationState, DsRoleMachineRole PreviousServerState);

/// <summary>DSROLE_OPERATION_STATE_INFO ([MS-DSSP] 2.2.6).</summary>
[NdrStruct]
public readonly partial record struct DsRoleOperationState(DsRoleMachineRole OperationState);

/// <summary>DSROLE_MACHINE_ROLE ([MS-DSSP] 2.2.1).</summary>
public enum DsRoleMachineRole
{
    StandaloneWorkstation = 0,
    MemberWorkstation = 1,
    StandaloneServer = 2,
    MemberServer = 3,
}
