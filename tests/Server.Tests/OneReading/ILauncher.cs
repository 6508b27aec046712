using Sekimori.Ndr.Attributes;
using Sekimori.Observations;
using Sekimori.Rpc.DataTypes;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>
/// What the interfaces of DCOM and WMI will ask of the seam: a class and interfaces to start, texts, an answer with an endpoint.
/// </summary>
[RpcInterface("6d1f3a5e-7c1b-4b0e-9a57-0c2d8e4f6a10", "1.0")]
public partial interface ILauncher
{
    [Opnum(0), ObservedAnswer(ObservationKind.Activation)]
    ValueTask<LaunchResult> LaunchAsync([Observed(Fact.Clsid)] Guid clsid, [Range(0, 8)] uint count, [SizeIs("count"), Observed(Fact.Iid)]
        Guid[] iids,
        [Observed(Fact.Query)] string? query, [Observed(Fact.ClassName)] RpcUnicodeString className, CancellationToken cancellationToken);

    [Opnum(1), ObservedAnswer(ObservationKind.Activation)]
    [return: Observed(Fact.Inquiry)]
    ValueTask<uint> CountAsync([Observed(Fact.Inquiry)] uint what, CancellationToken cancellationToken);

    [Opnum(2)]
    ValueTask TouchAsync(CancellationToken cancellationToken);
}

public sealed record LaunchResult([Observed(Fact.Binding)] string? Endpoint, uint Status);
