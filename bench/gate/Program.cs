using System.Globalization;
using System.Net;
using Sekimori.Bench.Gate;
using Sekimori.Linux.Shells.Keeper;

// The same program is the target, the bare relay, the gate and the load, each in a process of its own.
if (ShellKeeper.IsRequested(args)) return ShellKeeper.Run(args);
var target = () => new IPEndPoint(IPAddress.Loopback, int.Parse(args[1], CultureInfo.InvariantCulture));
return args switch
{
    ["target"] => await Target.RunAsync(),
    ["bare", _, var certificate] => await BareRelay.RunAsync(target(), certificate),
    ["gate", _, var certificate] => await GateProcess.RunAsync(target(), certificate),
    ["load", var port, var connect, var seconds] => await Load.RunAsync(
        int.Parse(port, CultureInfo.InvariantCulture), connect, double.Parse(seconds, CultureInfo.InvariantCulture)),
    ["load", var port, var connect, var part, var seconds] => await Load.RunPartAsync(
        int.Parse(port, CultureInfo.InvariantCulture), connect, part, double.Parse(seconds, CultureInfo.InvariantCulture)),
    ["wsman", var certificate, var fingerprint] => await WsManServer.RunAsync(certificate, fingerprint, null),
    ["wsman", var certificate, var fingerprint, var behind] =>
        await WsManServer.RunAsync(certificate, fingerprint, int.Parse(behind, CultureInfo.InvariantCulture)),
    ["shells", var seconds, .. var servers] => await ShellLoad.RunAsync(double.Parse(seconds, CultureInfo.InvariantCulture), servers),
    ["outputs", .. var servers] => await ShellLoad.RunOutputAsync(servers),
    ["idle", var port, var connect] => await IdleSessions.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), connect),
    ["gets", var port, var path, var seconds] => await WsManLoad.RunAsync(
        int.Parse(port, CultureInfo.InvariantCulture), path, double.Parse(seconds, CultureInfo.InvariantCulture)),
    ["rpctarget"] => await RpcTarget.RunAsync(),
    ["follow", _, var certificate, var outer, var audit] =>
        await GateProcess.RunAsync(target(), certificate, IPAddress.Parse(outer), audit),
    ["rpcload", var port, var address, var gate, var seconds] => await RpcLoad.RunAsync(
        new(IPAddress.Parse(address), int.Parse(port, CultureInfo.InvariantCulture)), int.Parse(gate, CultureInfo.InvariantCulture),
        double.Parse(seconds, CultureInfo.InvariantCulture)),
    ["samrhost"] => await SamrGate.RunHostAsync(),
    ["samrgate", _, var certificate, var outer] => await SamrGate.RunAsync(target(), certificate, IPAddress.Parse(outer)),
    ["samr", var mapper, var user, var seconds] => await SamrLoad.RunAsync(
        IPEndPoint.Parse(mapper), user, double.Parse(seconds, CultureInfo.InvariantCulture)),
    [] => await Comparison.RunAsync(4, []),
    [var given, .. var parts] when double.TryParse(given, CultureInfo.InvariantCulture, out var turn) =>
        await Comparison.RunAsync(turn, parts),
    _ => 2,
};
