using Sekimori.Ndr;
using Sekimori.Rpc.DataTypes;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Towers;
using Sekimori.TestHost.Interfaces;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>What the handler of a call got, as facts.</summary>
internal sealed class Recorder
{
    public Expected? Got { get; set; }

    public ValueTask<T> Answer<T>(RpcCall call, Expected got, T answer)
    {
        Got = got;
        return call.CallId % 7 == 0 ? LaterAsync(answer) : new(answer);
    }

    private static async ValueTask<T> LaterAsync<T>(T answer)
    {
        await Task.Yield();
        return answer;
    }
}

internal sealed class RecordingMapper(Recorder recorder) : EndpointMapperServer
{
    public override ValueTask<uint> EptInsertAsync(
        RpcCall call, uint entryCount, EptEntry[] entries, uint replace, CancellationToken cancellationToken) => Entries(call, entries);

    public override ValueTask<uint> EptDeleteAsync(
        RpcCall call, uint entryCount, EptEntry[] entries, CancellationToken cancellationToken) => Entries(call, entries);

    public override ValueTask<EptLookupResult> EptLookupAsync(
        RpcCall call, uint inquiryType, Guid? @object, RpcIfId? interfaceId, uint versionOption, ContextHandle entryHandle, uint maxEntries,
        CancellationToken cancellationToken) => recorder.Answer(call,
            new Expected().Add("inquiry", $"{inquiryType}").Object(@object).Add("mapped_interfaces", interfaceId?.Uuid.ToString()),
            new EptLookupResult(ContextHandle.Null, 0, [], 0));

    public override ValueTask<EptMapResult> EptMapAsync(
        RpcCall call, Guid? @object, Tower? mapTower, ContextHandle entryHandle, uint maxTowers, CancellationToken cancellationToken) =>
        recorder.Answer(call, new Expected().Object(@object).Tower(mapTower, withBinding: false),
        new EptMapResult(ContextHandle.Null, 0, [], 0));

    public override ValueTask<EptHandleResult> EptLookupHandleFreeAsync(
        RpcCall call, ContextHandle entryHandle, CancellationToken cancellationToken) =>
        recorder.Answer(call, new(), new EptHandleResult(ContextHandle.Null, 0));

    public override ValueTask<EptObjectResult> EptInqObjectAsync(RpcCall call, CancellationToken cancellationToken) =>
        recorder.Answer(call, new(), new EptObjectResult(default, 0));

    public override ValueTask<uint> EptMgmtDeleteAsync(
        RpcCall call, uint objectSpecified, Guid? @object, Tower? tower, CancellationToken cancellationToken) =>
        recorder.Answer(call, new Expected().Object(@object).Tower(tower, withBinding: true), 0u);

    private ValueTask<uint> Entries(RpcCall call, EptEntry[] entries)
    {
        var got = new Expected();
        foreach (var entry in entries) got.Entry(entry);
        return recorder.Answer(call, got, 0u);
    }
}

internal sealed class RecordingNetlogon(Recorder recorder) : NetlogonServer
{
    public override ValueTask<ChallengeResult> NetrServerReqChallengeAsync(
        RpcCall call, string? primaryName, string computerName, NetlogonCredential clientChallenge, CancellationToken cancellationToken) =>
        recorder.Answer(call, new Expected().Add("computer", computerName)
        .Add("zero_credential", clientChallenge.Data.All(octet => octet == 0) ? "true" : "false"),
            new ChallengeResult(clientChallenge, 0));
}

internal sealed class RecordingLsa(Recorder recorder) : LsaRpcServer
{
    private static readonly HandleResult Nothing = new(ContextHandle.Null, 0);

    public override ValueTask<HandleResult> LsarCloseAsync(RpcCall call, ContextHandle objectHandle, CancellationToken cancellationToken) =>
        recorder.Answer(call, new(), Nothing);

    public override ValueTask<QuerySecurityResult> LsarQuerySecurityObjectAsync(
        RpcCall call, ContextHandle objectHandle, uint securityInformation, CancellationToken cancellationToken) =>
        recorder.Answer(call, new(), new QuerySecurityResult(null, 0));

    public override ValueTask<HandleResult> LsarOpenPolicyAsync(
        RpcCall call, ushort? systemName, LsaObjectAttributes objectAttributes, uint desiredAccess, CancellationToken cancellationToken) =>
        recorder.Answer(call, new(), Nothing);

    public override ValueTask<HandleResult> LsarOpenPolicy2Async(
        RpcCall call, string? systemName, LsaObjectAttributes objectAttributes, uint desiredAccess, CancellationToken cancellationToken) =>
        recorder.Answer(call, new Expected().Add("texts", systemName), Nothing);

    public override ValueTask<GetUserNameResult> LsarGetUserNameAsync(
        RpcCall call, string? systemName, RpcUnicodeString? userName, RpcUnicodeString? domainName, CancellationToken cancellationToken) =>
        recorder.Answer(call, new Expected().Add("texts", systemName)
        .Add("name", userName is { Buffer.Length: > 0 } user ? new string(user.Buffer) : null), new GetUserNameResult(null, null, 0));
}

internal sealed class RecordingLauncher(Recorder recorder) : LauncherServer
{
    /// <summary>The classes that were started.</summary>
    public List<Guid> Started { get; } = [];

    public override ValueTask<LaunchResult> LaunchAsync(
        RpcCall call, Guid clsid, uint count, Guid[] iids, string? query, RpcUnicodeString className, CancellationToken cancellationToken)
    {
        Started.Add(clsid);
        var got = new Expected().Add("clsid", clsid == Guid.Empty ? null : clsid.ToString()).Add("query", query)
            .Add("class_name", className.Buffer is { Length: > 0 } name ? new string(name) : null);
        // A line has the first of several.
        got.Add("iid", iids.Where(iid => iid != Guid.Empty).Select(iid => iid.ToString()).FirstOrDefault());
        return recorder.Answer(call, got, new LaunchResult("tcp:1", 0));
    }

    public override ValueTask<uint> CountAsync(RpcCall call, uint what, CancellationToken cancellationToken) =>
        recorder.Answer(call, new Expected().Add("inquiry", $"{what}"), 0u);

    public override ValueTask TouchAsync(RpcCall call, CancellationToken cancellationToken)
    {
        recorder.Got = new();
        return default;
    }
}
