using Sekimori.Ndr;
using Sekimori.Ndr.Attributes;

namespace Sekimori.TestHost.Interfaces;

/// <summary>As much of samr as the wire suites call ([MS-SAMR] 3.1.5).</summary>
[RpcInterface("12345778-1234-abcd-ef00-0123456789ac", "1.0")]
public partial interface ISamRpc
{
    [Opnum(0)]
    ValueTask<HandleResult> SamrConnectAsync(ushort? serverName, uint desiredAccess, CancellationToken cancellationToken);

    [Opnum(1)]
    ValueTask<HandleResult> SamrCloseHandleAsync(ContextHandle samHandle, CancellationToken cancellationToken);
}
