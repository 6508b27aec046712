using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Rpc.Management;

/// <summary>Answers for one endpoint.</summary>
/// <param name="interfaces">What the endpoint serves.</param>
/// <param name="counters">What it has done.</param>
/// <param name="principalName">The principal name for an authentication service ([MS-RPCE] 2.2.1.1.7); null if it offers none.</param>
internal sealed class ManagementService(
    Func<IReadOnlyList<RpcInterfaceInfo>> interfaces, Func<RpcCounters> counters, Func<uint, string?> principalName) : ManagementServer
{
    /// <summary>RPC_S_UNKNOWN_AUTHN_SERVICE ([MS-ERREF] 2.2).</summary>
    private const uint UnknownAuthnService = 0x0000_06d3;

    /// <summary>ERROR_INSUFFICIENT_BUFFER ([MS-ERREF] 2.2).</summary>
    private const uint InsufficientBuffer = 0x0000_007a;

    /// <inheritdoc/>
    public override bool IsQuick => true;

    /// <inheritdoc/>
    public override ValueTask<InqIfIdsResult> InqIfIdsAsync(RpcCall call, CancellationToken cancellationToken)
    {
        RpcIfId?[] ids = [.. interfaces().Select(one => (RpcIfId?)new RpcIfId(one.Id.Uuid, one.Id.Major, one.Id.Minor))];
        return new(new InqIfIdsResult(new RpcIfIdVector((uint)ids.Length, ids), 0));
    }

    /// <inheritdoc/>
    public override ValueTask<InqStatsResult> InqStatsAsync(RpcCall call, uint count, CancellationToken cancellationToken)
    {
        var numbers = counters().Take((int)count);
        return new(new InqStatsResult((uint)numbers.Length, numbers, 0));
    }

    /// <inheritdoc/>
    public override ValueTask<IsServerListeningResult> IsServerListeningAsync(RpcCall call, CancellationToken cancellationToken) =>
        new(new IsServerListeningResult(0, 1));

    /// <inheritdoc/>
    // Nobody stops this server remotely, whoever they are.
    public override ValueTask<uint> StopServerListeningAsync(RpcCall call, CancellationToken cancellationToken) =>
        new(RpcStatus.AccessDenied);

    /// <inheritdoc/>
    public override ValueTask<InqPrincNameResult> InqPrincNameAsync(
        RpcCall call, uint authnProto, uint princNameSize, CancellationToken cancellationToken)
    {
        // The array that the client announced must hold the terminator at least.
        if (princNameSize == 0) throw new RpcFaultException(RpcStatus.BadStubData, "princ_name_size is 0");
        var name = principalName(authnProto);
        if (name is null) return new(new InqPrincNameResult("", UnknownAuthnService));
        return new(name.Length < princNameSize ? new InqPrincNameResult(name, 0) : new InqPrincNameResult("", InsufficientBuffer));
    }
}
