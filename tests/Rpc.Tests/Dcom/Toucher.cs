using Sekimori.Orpc.Tests;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Tests;

internal sealed class Toucher : ToucherServer
{
    public override ValueTask<uint> TouchAsync(RpcCall call, CancellationToken cancellationToken) => new(42u);
}
