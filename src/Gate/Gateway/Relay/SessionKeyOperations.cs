using System.Collections.Frozen;
using Sekimori.Observations;

namespace Sekimori.Gate.Gateway.Relay;

/// <summary>
/// Operations whose arguments or results are encrypted with the key of the caller's own session. Where RPC ends at the gate, the target has
/// another key: they cannot pass, and what they would write is noise.
/// </summary>
internal static class SessionKeyOperations
{
    /// <summary>Their interfaces and names.</summary>
    public static readonly IReadOnlyList<(string Interface, string Operation)> All =
    [
        // [MS-SAMR] 2.2.6.20 to .29, 3.1.2.4: passwords in UserInternal1Information to UserInternal8Information.
        ("samr", "SamrSetInformationUser"), ("samr", "SamrSetInformationUser2"),
        // [MS-LSAD] 3.1.4.6 and 5.1: secrets, and the authentication of trusts.
        ("lsarpc", "LsarSetSecret"), ("lsarpc", "LsarQuerySecret"), ("lsarpc", "LsarSetSecret2"), ("lsarpc", "LsarQuerySecret2"),
        ("lsarpc", "LsarStorePrivateData"), ("lsarpc", "LsarRetrievePrivateData"), ("lsarpc", "LsarStorePrivateData2"),
        ("lsarpc", "LsarRetrievePrivateData2"), ("lsarpc", "LsarCreateTrustedDomainEx2"), ("lsarpc", "LsarCreateTrustedDomainEx3"),
        ("lsarpc", "LsarSetInformationTrustedDomain"), ("lsarpc", "LsarSetTrustedDomainInfoByName"),
        // [MS-DRSR] 4.1.10.5.11: the session key of hDrs.
        ("drsuapi", "DRSGetNCChanges"),
        // [MS-WKST] 2.2.5.18 and .19: JOINPR_ENCRYPTED_USER_PASSWORD.
        ("wkssvc", "NetrJoinDomain2"), ("wkssvc", "NetrUnjoinDomain2"), ("wkssvc", "NetrRenameMachineInDomain2"),
        ("wkssvc", "NetrValidateName2"), ("wkssvc", "NetrAddAlternateComputerName"), ("wkssvc", "NetrRemoveAlternateComputerName"),
        ("wkssvc", "NetrSetPrimaryComputerName"), ("wkssvc", "NetrJoinDomain3"), ("wkssvc", "NetrUnjoinDomain3"),
        ("wkssvc", "NetrRenameMachineInDomain3"), ("wkssvc", "NetrValidateName3"), ("wkssvc", "NetrAddAlternateComputerName2"),
        ("wkssvc", "NetrRemoveAlternateComputerName2"), ("wkssvc", "NetrSetPrimaryComputerName2"),
    ];

    private static readonly FrozenSet<(Guid, string)> Known = All
        .SelectMany(one => InterfaceCatalogue.Find(one.Interface).Select(found => (found.Uuid, one.Operation))).ToFrozenSet();

    /// <summary>True if the operation is one of them.</summary>
    public static bool Contains(RpcInterface called, int opnum) =>
        called.Operation(opnum) is { } name && Known.Contains((called.Uuid, name));
}
