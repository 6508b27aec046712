using System.Runtime.CompilerServices;
using Sekimori.Cim.Schema;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.Gate.Gateway.Relay;
using Sekimori.Storage.Vault;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// How a session reaches its target: as its caller asks, or by the other protocol where the settings say so. Thread-safe.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="vault">The stored logons.</param>
/// <param name="clock">The clock.</param>
internal sealed class SessionLinks(GatewayDoor gateway, VaultStore vault, TimeProvider clock)
{
    // The classes of a target go with it.
    private readonly ConditionalWeakTable<TargetHost, TargetClasses> _classes = [];
    private readonly TargetLogon _logon = new(vault);

    /// <summary>Makes a session; nothing is sent yet.</summary>
    /// <param name="entry">The session.</param>
    /// <param name="opened">Completes when its record is as durable as the policy requires.</param>
    public TerminatedSession Make(GatewaySession entry, Task<bool> opened)
    {
        var target = entry.Target;
        if (target.Settings.IsWsManBridged || (entry.Kind == SessionKind.Wmi && target.Settings.Rpc == Settings.RpcMode.Terminate))
        {
            var links = new WmiLinks(gateway, target, new RelayLogon(vault, target));
            return new(entry, links) { Opened = opened, Objects = Objects(entry, (classes, failures) =>
                new WmiObjects(links, target, classes, failures, EvaluatesClasses) { Used = Used(entry) }) };
        }
        if (entry.Kind == SessionKind.Wmi)
        {
            var links = new WsManLinks(gateway, target, _logon);
            return new(entry, links) { Opened = opened, Objects = Objects(entry, (classes, failures) =>
                new WsManObjects(links, target, classes, gateway.KnownClass, failures, EvaluatesClasses) { Used = Used(entry) }) };
        }
        return new(entry, new TargetLinks(gateway, target, _logon)) { Opened = opened };
    }

    private IObjectSource Objects(GatewaySession entry, Func<TargetClasses, BridgeFailures, RemoteObjects> make) => make(
        _classes.GetValue(entry.Target, _ => new(clock)),
        new(entry.Target, reason => gateway.Logger.TargetFailed(entry.Target.Name, entry.Id, reason)));

    private static Action Used(GatewaySession entry) => () => entry.CountReceived(0, Environment.TickCount64);

    private bool EvaluatesClasses() => gateway.Guard.Policy.Current is { LooksAtClasses: true, Document.IsDryRun: false };
}
