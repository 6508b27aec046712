using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.Server.WsMan;
using Sekimori.Storage.Recordings;
using Sekimori.Storage.Vault;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// WS-Management to targets that ends at the gate: the caller logs on here, by any scheme that the server knows, and the gate logs on
/// there.
/// </summary>
internal sealed class TerminatedDoor : IAsyncDisposable
{
    // A shell at a target that does not answer is left to its idle timeout.
    private static readonly TimeSpan DeleteWithin = TimeSpan.FromSeconds(2);

    private static readonly XNamespace N = Namespaces.Enumeration;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly GatewayDoor _gateway;
    private readonly TargetObjects _objects;
    private readonly TerminatedSessions _sessions;
    private readonly Recorder _recorder;
    private readonly WsManService _service;
    private readonly WsManHandler _handler;
    private readonly ITimer _timer;

    public TerminatedDoor(GatewayDoor gateway, GateParts gate, VaultStore vault)
    {
        _gateway = gateway;
        _objects = new(gate.Clock);
        _recorder = new(gateway, new RecordingFolder(gate.Options.Folder, gate.Secrets), gate.Clock);
        var logon = new TargetLogon(vault, gate.Logon.Delegating, gateway.Settings.Transition);
        _sessions = new(gateway, new SessionLinks(gateway, vault, logon, gate.Clock), _objects) { Ending = EndOpenAsync };
        var owners = gate.Logon.Watch(gateway.Guard);
        // Its Identify to callers that are not known says no more of the gate than the server's.
        var info = WsManServiceInfo.Default(gate.Logon.HostName);
        _service = new(enumerations => new RelayResource(gateway, _objects, _recorder, new BridgeResource(enumerations, info)),
            gateway.WsMan, info, gate.Clock, owners);
        // CredSSP hands over a password, for a host that acts with it; a gate does not.
        IHttpLogon[] logons =
        [
            // Only where it is needed are tickets of the gate's own asked for, and those of callers kept.
            .. ContextLogon.All(gate.Logon.Acceptor, () => gateway.Targets.HasDelegated),
            new ClientCertificateLogon(gate.Logon.Certificates, gate.Logon.Accounts, gate.Clock),
            new HttpDigestLogon(gate.Logon.Digest), new BasicLogon(gate.Logon.Passwords, gate.Logon.Accounts),
        ];
        _handler = new(_service, logons, gate.Loggers.CreateLogger<WsManHandler>(), new TargetGuard(gateway, _sessions, _objects), owners);
        _timer = gate.Clock.CreateTimer(_ => Look(gate.Clock.GetUtcNow()), null, LookEvery, LookEvery);
    }

    /// <summary>Shells and enumerations of all callers, for tests and metrics.</summary>
    public (int Shells, int Contexts) Open => (_objects.Count.Shells, _objects.Count.Contexts + _service.Open.Enumerations);

    /// <summary>The sessions whose requests end at the gate, of both protocols.</summary>
    public TerminatedSessions Sessions => _sessions;

    /// <summary>The route of a request; null if it is not for a target.</summary>
    public TargetRoute? Find(HttpContext context) =>
        context.Request.IsHttps ? TargetRoute.Of(context, _gateway.Settings.Domain, _gateway.Settings.IsAlone) : null;

    /// <summary>Answers a request for a target.</summary>
    public Task HandleAsync(HttpContext context, TargetRoute route)
    {
        // A gate behind this one that leads back here would go round for ever.
        if (context.Request.Headers.Via.Any(via => via?.Contains(_gateway.Via, StringComparison.Ordinal) == true))
            return RefuseAsync(context, StatusCodes.Status508LoopDetected, "The target leads back to this gate.");
        if (route.Wrong is { } wrong) return RefuseAsync(context, StatusCodes.Status400BadRequest, $"Rejected: {wrong}.");
        context.Items[TargetGuard.RouteKey] = route;
        // The handler's own path: which one it was is in the route.
        if (route.IsPath) context.Request.Path = "/wsman";
        return _handler.HandleAsync(context);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _service.DisposeAsync().ConfigureAwait(false);
    }

    private void Look(DateTimeOffset now)
    {
        _service.Tick(now);
        _handler.Tick(now);
        _sessions.Sweep();
        foreach (var late in _objects.Sweep(now)) _ = EndAsync(late);
        _ = _recorder.LookAsync();
    }

    // What a session has opened at its target ends with it.
    private async Task EndOpenAsync(TerminatedSession session)
    {
        var contexts = _objects.ContextsOf(session);
        foreach (var shell in _objects.ShellsOf(session))
        {
            _objects.Remove(shell);
            await EndAsync(shell).ConfigureAwait(false);
        }
        // One limit for all: they end by themselves a few minutes later.
        using var all = new CancellationTokenSource(DeleteWithin);
        foreach (var context in contexts)
        {
            _objects.Remove(context);
            // [DSP0226] 8.5 Release.
            if (context.Inner.Length > 0 && !all.IsCancellationRequested)
                await TryAskAsync(session, Request(Actions.Release, context.Resource, session, context.Selectors,
                    new XElement(N + "Release", new XElement(N + "EnumerationContext", context.Inner))), all.Token).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(TargetShell shell)
    {
        using var limit = new CancellationTokenSource(DeleteWithin);
        await TryAskAsync(shell.Session, Request(Actions.Delete, shell.Kind, shell.Session,
            [new(ShellNames.ShellId, shell.TargetId)], null), limit.Token).ConfigureAwait(false);
        await _recorder.EndAsync(shell).ConfigureAwait(false);
    }

    private static OutgoingRequest Request(
        string action, string resource, TerminatedSession session, IReadOnlyList<Selector> selectors, XElement? body) =>
        new(new RequestHeaders { Action = action, ResourceUri = resource }, session.Relayed.Address)
        {
            Selectors = selectors, Body = body, MaxEnvelopeSize = new WsManSettings().MaxEnvelopeSizeKb * 1024, Timeout = DeleteWithin,
        };

    private async Task TryAskAsync(TerminatedSession session, OutgoingRequest request, CancellationToken limit)
    {
        try
        {
            using var reply = await session.Relayed.ExchangeAsync(request.Write(), DeleteWithin, request.MaxEnvelopeSize, limit)
                .ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is WsManClientException or TargetException or OperationCanceledException
            or WsManFaultException or ObjectDisposedException)
        {
            // Also where the session's logon in the caller's name has gone before: it ends there when its time is over.
            _gateway.Logger.TargetShellNotEnded(session.Target.Name, session.Entry.Id, failure.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain;charset=utf-8";
        return context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }
}
