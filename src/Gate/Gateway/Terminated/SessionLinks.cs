using System.Runtime.CompilerServices;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.Gate.Gateway.Relay;
using Sekimori.Guard;
using Sekimori.Security.Kerberos;
using Sekimori.Storage.Vault;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// How a session reaches its target: as its caller asks, or by the other protocol where the settings say so. Thread-safe.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="vault">The stored logons.</param>
/// <param name="logon">Who the gate is at targets, for WS-Management.</param>
/// <param name="clock">The clock.</param>
internal sealed class SessionLinks(GatewayDoor gateway, VaultStore vault, TargetLogon logon, TimeProvider clock)
{
    // The classes of a target go with it.
    private readonly ConditionalWeakTable<TargetHost, TargetClasses> _classes = [];

    /// <summary>Who the gate is at targets.</summary>
    public TargetLogon Logon => logon;

    /// <summary>Makes a session; nothing is sent yet.</summary>
    /// <param name="entry">The session.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="delegated">What the caller's logon lets the gate do in its name; null if nothing.</param>
    /// <param name="opened">Completes when its record is as durable as the policy requires.</param>
    public TerminatedSession Make(GatewaySession entry, CallerIdentity owner, DelegatedCredential? delegated, Task<bool> opened)
    {
        var target = entry.Target;
        if (target.Settings.IsWsManBridged || (entry.Kind == SessionKind.Wmi && target.Settings.Rpc == Settings.RpcMode.Terminate))
        {
            var links = new WmiLinks(gateway, target, new RelayLogon(vault, target));
            var objects = new WmiObjects(links, target, ClassesOf(target), FailuresIn(entry), EvaluatesClasses) { Used = Used(entry) };
            return new(entry, links, owner) { Opened = opened, Objects = objects };
        }
        if (entry.Kind == SessionKind.Wmi)
        {
            var links = new WsManLinks(gateway, target, logon);
            var objects = new WsManObjects(links, target, ClassesOf(target), gateway.KnownClass, FailuresIn(entry), EvaluatesClasses)
            {
                Used = Used(entry),
            };
            return new(entry, links, owner) { Opened = opened, Objects = objects };
        }
        var relayed = new TargetLinks(gateway, target, logon, logon.ActFor(entry.Caller, target, delegated));
        return new(entry, relayed, owner) { Opened = opened };
    }

    private TargetClasses ClassesOf(TargetHost target) => _classes.GetValue(target, _ => new(clock));

    private BridgeFailures FailuresIn(GatewaySession entry) =>
        new(entry.Target, reason => gateway.Logger.TargetFailed(entry.Target.Name, entry.Id, reason));

    private static Action Used(GatewaySession entry) => () => entry.CountReceived(0, Environment.TickCount64);

    private bool EvaluatesClasses() => gateway.Guard.Policy.Current is { LooksAtClasses: true, Document.IsDryRun: false };
}
