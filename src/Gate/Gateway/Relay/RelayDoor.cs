using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Sekimori.Gate.Settings;
using Sekimori.Storage.Vault;

namespace Sekimori.Gate.Gateway.Relay;

/// <summary>RPC that ends at the gate: an outer address for each such target. Thread-safe.</summary>
/// <param name="gateway">The gateway.</param>
/// <param name="gate">The parts of the gate.</param>
/// <param name="vault">The stored logons.</param>
internal sealed class RelayDoor(GatewayDoor gateway, GateParts gate, VaultStore vault) : IAsyncDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile Dictionary<TargetHost, RelayedTarget> _open = [];
    private bool _isEnded;

    /// <summary>Where it listens now.</summary>
    public IEnumerable<IPEndPoint> Ends => _open.Values.SelectMany(one => one.Ends);

    /// <summary>Opens what the targets need, and closes what they no longer do.</summary>
    /// <param name="isStart">True at the start of the gate: what cannot be opened ends it.</param>
    /// <exception cref="GateException">An outer address cannot be opened, at the start.</exception>
    public async Task ReconcileAsync(bool isStart = false)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isEnded) return;
            var open = new Dictionary<TargetHost, RelayedTarget>();
            foreach (var (target, relayed) in _open)
            {
                if (gateway.Targets.Contains(target)) open[target] = relayed;
                else await relayed.DisposeAsync().ConfigureAwait(false);
            }
            foreach (var target in gateway.Targets.All)
            {
                if (target.Settings is not { Rpc: RpcMode.Terminate or RpcMode.Bridge, Outer: { } outer } || open.ContainsKey(target))
                    continue;
                try
                {
                    open[target] = await RelayedTarget.OpenAsync(gateway, gate, target, new(vault, target)).ConfigureAwait(false);
                }
                catch (Exception failure) when (failure is SocketException or AddressInUseException or IOException)
                {
                    if (isStart)
                        throw new GateException(
                            $"{outer} of the target {target.Name} cannot be opened: {failure.Message} (gateway: targets: outer)", failure);
                    gateway.Logger.OuterPortNotOpened(new(outer, gateway.Settings.MapperPort), target.Name, failure.Message);
                }
            }
            _open = open;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        _isEnded = true;
        foreach (var relayed in _open.Values) await relayed.DisposeAsync().ConfigureAwait(false);
        _open = [];
        _changing.Release();
    }
}
