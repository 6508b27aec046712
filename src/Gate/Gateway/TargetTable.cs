using System.Collections.Frozen;
using Sekimori.Gate.Settings;

namespace Sekimori.Gate.Gateway;

/// <summary>The targets in effect, found by the names that callers use. Replaced as a whole; thread-safe.</summary>
internal sealed class TargetTable
{
    private volatile FrozenDictionary<string, TargetHost> _byName;

    /// <summary>Creates the table.</summary>
    /// <param name="settings">The targets.</param>
    /// <exception cref="GateException">Two targets have the same name.</exception>
    public TargetTable(GatewaySettings settings) => _byName = Index(settings, null);

    /// <summary>The targets, by name.</summary>
    public IReadOnlyList<TargetHost> All => [.. _byName.Values.Distinct().OrderBy(host => host.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>True if the gate acts for its callers at any of them.</summary>
    public bool HasDelegated => _byName.Values.Any(host => host.Settings.IsDelegated);

    /// <summary>The target with this name; null if there is none. The whole text is compared, without letter case.</summary>
    public TargetHost? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>True if this target is still one.</summary>
    public bool Contains(TargetHost host) => ReferenceEquals(_byName.GetValueOrDefault(host.Name), host);

    /// <summary>Replaces the targets. One that is unchanged keeps its address, and its sessions.</summary>
    /// <exception cref="GateException">Two targets have the same name; nothing is replaced.</exception>
    public void Replace(GatewaySettings settings) => _byName = Index(settings, _byName);

    private static FrozenDictionary<string, TargetHost> Index(GatewaySettings settings, FrozenDictionary<string, TargetHost>? before)
    {
        var found = new Dictionary<string, TargetHost>(StringComparer.OrdinalIgnoreCase);
        foreach (var target in settings.Targets)
        {
            var known = before?.GetValueOrDefault(target.Name);
            var stays = known is not null && known.Settings == target && IsAllowed(known, settings);
            var host = stays ? known! : new TargetHost(target, settings);
            foreach (var name in target.Names)
            {
                if (!found.TryAdd(name, host))
                    throw new GateException($"gateway: '{name}' is a name of two targets, {found[name].Name} and {target.Name}");
            }
        }
        return found.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    // The networks may have changed, and the address was judged by the old ones.
    private static bool IsAllowed(TargetHost host, GatewaySettings settings) =>
        host.Address is { } address && RefusedNetworks.FindReason(address, settings) is null;
}
