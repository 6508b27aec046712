using Sekimori.Linux.Privileges;

namespace Sekimori.Linux.Shells.Keeper;

/// <summary>A shell's process that the privileged keeper has started, as the account's user.</summary>
internal sealed class KeeperShellProcess(PrivilegedKeeper keeper, KeeperAccountName account, int id) : IShellProcess
{
    public int Id => id;

    public void LimitMemory(long? bytes) => _ = AskAsync(PrivilegedOrder.LimitShell, writer => writer.Write(bytes ?? 0));

    public bool RanOutOfMemory() => AskAsync(PrivilegedOrder.RanOutOfMemory).GetAwaiter().GetResult() == 1;

    public Task EndAsync(bool inTime) => AskAsync(PrivilegedOrder.EndShell);

    // A keeper that has ended has ended its shells, or its successor does.
    private async Task<int> AskAsync(PrivilegedOrder order, Action<BinaryWriter>? more = null)
    {
        try
        {
            return (await keeper.AskAsync(order, account, writer =>
            {
                writer.Write(id);
                more?.Invoke(writer);
            }).ConfigureAwait(false)).Value;
        }
        catch (KeeperGoneException)
        {
            return 0;
        }
    }
}
