using Sekimori.Guard;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Privileges;

/// <summary>Has the keeper restart the host or turn it off.</summary>
internal sealed class KeeperPower(PrivilegedKeeper keeper) : IPowerControl
{
    private const uint AccessDenied = 5;

    public Task<uint> RebootAsync(Caller caller, CancellationToken cancellationToken) => AskAsync(caller, isReboot: true);

    public Task<uint> ShutdownAsync(Caller caller, CancellationToken cancellationToken) => AskAsync(caller, isReboot: false);

    private async Task<uint> AskAsync(Caller caller, bool isReboot)
    {
        var reply = await KeeperOrders.AskAsync(keeper, PrivilegedOrder.Power, caller, writer => writer.Write(isReboot))
            .ConfigureAwait(false);
        return reply.Verdict == KeeperVerdict.Refused ? AccessDenied : (uint)reply.Value;
    }
}
