using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Observations;
using Sekimori.Server.Admission;
using Sekimori.Server.Tls;
using Sekimori.Server.WsMan;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate;

/// <summary>The layers in front of an endpoint of WS-Management: places, allow list, policy, TLS.</summary>
internal sealed class WsManLayers
{
    private readonly GateParts _gate;
    private readonly WsManSettingsStore _settings;
    private readonly ConnectRule _rule;
    private readonly RefusalLog _refusals;
    private readonly TlsRules _tlsRules;
    private readonly GatedDoor _plain, _tls;
    private readonly GatewayDoor? _gateway;

    public WsManLayers(GateParts gate, WsManSettingsStore settings, GatewayDoor? gateway)
    {
        (_gate, _settings, _gateway, _rule) = (gate, settings, gateway, GateGuard.Admission(gate.Settings));
        _refusals = new(gate.Loggers.CreateLogger<RefusalLog>(), gate.Clock);
        _tlsRules = new(gate.Settings.CompatibleTls, gate.Loggers.CreateLogger<TlsRules>(), gate.Clock);
        _plain = WsManKestrel.Door(() => settings.Current.MaxConnections, _rule, isTls: false);
        _tls = WsManKestrel.Door(() => settings.Current.MaxConnections, _rule, isTls: true);
    }

    /// <summary>What the gate needs to know about HTTP or HTTPS.</summary>
    public GatedDoor Door(string transport) => IsTls(transport) ? _tls : _plain;

    /// <summary>Adds them in front of an endpoint.</summary>
    public void Apply(ListenOptions listen, string transport)
    {
        var kind = IsTls(transport) ? Transport.Https : Transport.Http;
        var guard = _gate.Guard.Guard;
        // HTTP/1.1 only: a logon belongs to a connection ([MS-WSMV] 2.2.9.1), and HTTP/2 shares one among streams.
        listen.Protocols = HttpProtocols.Http1;
        listen.UseGate(_gate.Places.Gate, Door(transport));
        listen.UseAdmission(_rule, _refusals, (remote, local) => guard.NotAdmittedAsync(remote, local, kind)).UseGuard(guard, kind);
        if (IsTls(transport)) listen.UseTls(_gate.Certificate.Open(), () => _settings.Current.Certificate, _tlsRules);
        listen.UseByteCount();
        // Basic is offered, and nobody on the way may see who reaches what: over TLS only.
        if (_gateway is { } gateway && IsTls(transport)) listen.Use(next => connection => gateway.ServeAsync(connection, next));
    }

    private static bool IsTls(string transport) => transport == "HTTPS";
}
