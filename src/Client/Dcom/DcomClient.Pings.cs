using Sekimori.Client.Rpc;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Resolver;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Client.Dcom;

/// <content>Pings the objects that are held ([MS-DCOM] 3.2.6.1).</content>
public sealed partial class DcomClient
{
    /// <summary>The ping period ([MS-DCOM] 3.1.2.2).</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private readonly Task _pinging;
    private readonly Dictionary<ulong, int> _held = [];

    private void Remember(StdObjref std)
    {
        if ((std.Flags & StdObjref.NoPing) != 0) return;
        lock (_held) _held[std.Oid] = _held.GetValueOrDefault(std.Oid) + 1;
    }

    private void Forget(StdObjref std)
    {
        lock (_held)
        {
            if (!_held.TryGetValue(std.Oid, out var count)) return;
            if (count > 1) _held[std.Oid] = count - 1;
            else _held.Remove(std.Oid);
        }
    }

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        var pinged = new HashSet<ulong>();
        ulong set = 0;
        ushort sequence = 0;
        while (true)
        {
            // Most clients end before the first period: without an exception.
            await Task.Delay(Period, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) return;
            ulong[] held;
            lock (_held) held = [.. _held.Keys];
            if (held.Length == 0 && set == 0) continue;
            try
            {
                var resolver = await _resolver.BindAsync<IObjectExporter>(null, cancellationToken).ConfigureAwait(false);
                ulong[] add = [.. held.Where(oid => !pinged.Contains(oid)).Take(ushort.MaxValue)];
                ulong[] remove = [.. pinged.Where(oid => Array.IndexOf(held, oid) < 0).Take(ushort.MaxValue)];
                if (set != 0 && add.Length == 0 && remove.Length == 0)
                {
                    if (await resolver.SimplePingAsync(set, cancellationToken).ConfigureAwait(false) == ComStatus.InvalidSet) Restart();
                    continue;
                }

                var reply = await resolver.ComplexPingAsync(set, ++sequence, (ushort)add.Length, (ushort)remove.Length, add, remove,
                    cancellationToken).ConfigureAwait(false);
                if (reply.Status == ComStatus.InvalidSet) Restart();
                // An object that has gone meanwhile is an error for it alone.
                else if (reply.Status is 0 or ComStatus.InvalidOid)
                {
                    set = reply.SetId;
                    pinged.UnionWith(add);
                    pinged.ExceptWith(remove);
                }
            }
            catch (Exception e) when (IsOfPeer(e))
            {
                // The next period tries again: a set lives for three.
            }
        }

        void Restart()
        {
            set = 0;
            pinged.Clear();
        }
    }
}
