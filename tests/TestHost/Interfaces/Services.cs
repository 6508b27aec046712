using System.Security.Cryptography;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.DataTypes;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.TestHost.Interfaces;

/// <summary>Opens and closes context handles that stand for nothing: the suites test the runtime, not the services.</summary>
internal static class Handles
{
    public const uint NtStatusInvalidHandle = 0xc000_0008, NtStatusAccessDenied = 0xc000_0022;

    public static ContextHandle Open(RpcServerInterface owner, RpcCall call) =>
        new(0, call.Group.Open(owner, call.Caller.Identity, new object()));

    public static HandleResult Close(RpcServerInterface owner, RpcCall call, ContextHandle handle)
    {
        Check(owner, call, handle);
        call.Group.Close(owner, call.Caller.Identity, handle.Uuid);
        return new(ContextHandle.Null, 0);
    }

    public static void Check(RpcServerInterface owner, RpcCall call, ContextHandle handle)
    {
        if (!call.Group.TryFind(owner, call.Caller.Identity, handle.Uuid, out _))
            throw new RpcFaultException(RpcStatus.ContextMismatch, "no such handle");
    }
}

internal sealed class LsaRpcService : LsaRpcServer
{
    public override ValueTask<HandleResult> LsarCloseAsync(RpcCall call, ContextHandle objectHandle, CancellationToken cancellationToken) =>
        new(Handles.Close(this, call, objectHandle));

    public override ValueTask<QuerySecurityResult> LsarQuerySecurityObjectAsync(
        RpcCall call, ContextHandle objectHandle, uint securityInformation, CancellationToken cancellationToken)
    {
        Handles.Check(this, call, objectHandle);
        // A self-relative security descriptor without owner, group or lists ([MS-DTYP] 2.4.6).
        byte[] descriptor = [1, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        return new(new QuerySecurityResult(new LsaSecurityDescriptorBuffer((uint)descriptor.Length, descriptor), 0));
    }

    public override ValueTask<HandleResult> LsarOpenPolicyAsync(
        RpcCall call, ushort? systemName, LsaObjectAttributes objectAttributes, uint desiredAccess, CancellationToken cancellationToken) =>
        new(new HandleResult(Handles.Open(this, call), 0));

    public override ValueTask<HandleResult> LsarOpenPolicy2Async(
        RpcCall call, string? systemName, LsaObjectAttributes objectAttributes, uint desiredAccess, CancellationToken cancellationToken) =>
        new(new HandleResult(Handles.Open(this, call), 0));

    public override ValueTask<GetUserNameResult> LsarGetUserNameAsync(
        RpcCall call, string? systemName, RpcUnicodeString? userName, RpcUnicodeString? domainName, CancellationToken cancellationToken)
    {
        var (name, domain) = call.Caller.IsAnonymous ? ("ANONYMOUS LOGON", "NT AUTHORITY") : (call.Caller.Account, "LAB");
        return new(new GetUserNameResult(RpcUnicodeString.Of(name), domainName is null ? null : RpcUnicodeString.Of(domain), 0));
    }
}

internal sealed class SamRpcService : SamRpcServer
{
    public override ValueTask<HandleResult> SamrConnectAsync(
        RpcCall call, ushort? serverName, uint desiredAccess, CancellationToken cancellationToken) =>
        new(new HandleResult(Handles.Open(this, call), 0));

    public override ValueTask<HandleResult> SamrCloseHandleAsync(
        RpcCall call, ContextHandle samHandle, CancellationToken cancellationToken) => new(Handles.Close(this, call, samHandle));
}

internal sealed class DsSetupService : DsSetupServer
{
    public override ValueTask<PrimaryDomainResult> DsRolerGetPrimaryDomainInformationAsync(
        RpcCall call, DsRoleInfoLevel infoLevel, CancellationToken cancellationToken)
    {
        DsRolePrimaryDomain info = infoLevel switch
        {
            DsRoleInfoLevel.PrimaryDomainInfoBasic =>
                new DsRolePrimaryDomain.Basic(new(DsRoleMachineRole.MemberServer, 0, "LAB", "lab.test", "lab.test", Guid.Empty)),
            DsRoleInfoLevel.UpgradeStatus => new DsRolePrimaryDomain.Upgrade(new(0, DsRoleMachineRole.StandaloneWorkstation)),
            DsRoleInfoLevel.OperationState => new DsRolePrimaryDomain.Operation(new(DsRoleMachineRole.StandaloneWorkstation)),
            _ => throw new RpcFaultException(RpcStatus.UnsupportedType, $"no information level {infoLevel}"),
        };
        return new(new PrimaryDomainResult(info, 0));
    }
}

internal sealed class DrsUapiService : DrsUapiServer
{
    public override ValueTask<DrsBindResult> DrsBindAsync(
        RpcCall call, Guid? clientDsa, DrsExtensions? clientExtensions, CancellationToken cancellationToken) =>
        new(new DrsBindResult(null, Handles.Open(this, call), 0));

    public override ValueTask<HandleResult> DrsUnbindAsync(RpcCall call, ContextHandle drs, CancellationToken cancellationToken) =>
        new(Handles.Close(this, call, drs));
}

internal sealed class NetlogonService : NetlogonServer
{
    public override ValueTask<ChallengeResult> NetrServerReqChallengeAsync(
        RpcCall call, string? primaryName, string computerName, NetlogonCredential clientChallenge, CancellationToken cancellationToken) =>
        new(new ChallengeResult(new(RandomNumberGenerator.GetBytes(8)), 0));
}
