using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;

namespace Sekimori.TestHost.Interfaces;

/// <summary>As much of drsuapi as the wire suites call ([MS-DRSR] 4.1.3, 4.1.25).</summary>
[RpcInterface("e3514235-4b06-11d1-ab04-00c04fc2dcd2", "4.0")]
public partial interface IDrsUapi
{
    [Opnum(0)]
    ValueTask<DrsBindResult> DrsBindAsync(Guid? clientDsa, DrsExtensions? clientExtensions, CancellationToken cancellationToken);

    [Opnum(1)]
    ValueTask<HandleResult> DrsUnbindAsync(ContextHandle drs, CancellationToken cancellationToken);
}

public sealed record DrsBindResult(DrsExtensions? ServerExtensions, ContextHandle Drs, uint Status);

/// <summary>DRS_EXTENSIONS ([MS-DRSR] 5.38).</summary>
[NdrStruct]
public sealed partial record DrsExtensions([Range(1, 10000)] uint Count, [SizeIs("Count")] byte[] Data);
