using Sekimori.Rpc.Interfaces;
using Sekimori.Wmi.Interfaces;

namespace Sekimori.Wmi.Server;

/// <summary>IWbemFetchSmartEnum ([MS-WMI] 3.1.4.6).</summary>
/// <param name="server">The server.</param>
/// <param name="owner">The enumerator.</param>
internal sealed class FetchSmartEnumServer(WmiServer server, EnumeratorObject owner) : WbemFetchSmartEnumServer
{
    internal override bool IsQuickOperation(int opnum) => true;

    public override ValueTask<EnumResult> GetSmartEnumAsync(RpcCall call, CancellationToken cancellationToken) => Answer.OfAsync(
        call,
        () => new ValueTask<EnumResult>(new EnumResult(server.Marshal(call, owner, IWbemWcoSmartEnum.Info), WbemStatus.NoError)),
        static code => new EnumResult(null, code), cancellationToken);
}
