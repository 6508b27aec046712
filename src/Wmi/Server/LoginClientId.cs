using Sekimori.Rpc.Interfaces;
using Sekimori.Wmi.Interfaces;

namespace Sekimori.Wmi.Server;

/// <summary>What a client says about itself ([MS-WMI] 3.1.4.8) is not believed, and not kept.</summary>
internal sealed class LoginClientId : WbemLoginClientIdServer
{
    public override ValueTask<uint> SetClientInfoAsync(
        RpcCall call, string? clientMachine, int clientProcess, int reserved, CancellationToken cancellationToken) =>
        new(WbemStatus.NoError);
}
