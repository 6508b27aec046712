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
    // Most clients end before the first period: a timer costs them nothing, a task that waits would have to be ended.
    private readonly Timer _pings;
    private readonly SemaphoreSlim _pinging = new(1);
    private readonly Dictionary<ulong, int> _held = [];
    private readonly HashSet<ulong> _pinged = [];
    private ulong _set;
    private ushort _sequence;

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

    private async Task PingAsync()
    {
        // A ping that is not answered yet will do.
        if (!_pinging.Wait(0, CancellationToken.None)) return;
        try
        {
            ulong[] held;
            lock (_held) held = [.. _held.Keys];
            if (held.Length > 0 || _set != 0) await PingAsync(held, _stopped).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e))
        {
            // The next period tries again: a set lives for three.
        }
        finally
        {
            _pinging.Release();
        }
    }

    private async Task PingAsync(ulong[] held, CancellationToken cancellationToken)
    {
        var resolver = await _resolver.BindAsync<IObjectExporter>(null, cancellationToken).ConfigureAwait(false);
        ulong[] add = [.. held.Where(oid => !_pinged.Contains(oid)).Take(ushort.MaxValue)];
        ulong[] remove = [.. _pinged.Where(oid => Array.IndexOf(held, oid) < 0).Take(ushort.MaxValue)];
        if (_set != 0 && add.Length == 0 && remove.Length == 0)
        {
            if (await resolver.SimplePingAsync(_set, cancellationToken).ConfigureAwait(false) == ComStatus.InvalidSet) Restart();
            return;
        }

        var reply = await resolver.ComplexPingAsync(_set, ++_sequence, (ushort)add.Length, (ushort)remove.Length, add, remove,
            cancellationToken).ConfigureAwait(false);
        if (reply.Status == ComStatus.InvalidSet) Restart();
        // An object that has gone meanwhile is an error for it alone.
        else if (reply.Status is 0 or ComStatus.InvalidOid)
        {
            _set = reply.SetId;
            _pinged.UnionWith(add);
            _pinged.ExceptWith(remove);
        }
    }

    private void Restart()
    {
        _set = 0;
        _pinged.Clear();
    }
}
