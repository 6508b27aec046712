using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Sekimori.Gate.Listening;
using Sekimori.Guard;
using Sekimori.Server.Listening;
using Sekimori.Server.WsMan;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Configuration;

/// <summary>
/// The listeners of WS-Management: those of the start, and the changes made to them through winrm/config while the server runs. A change is
/// stored before it is answered, or undone.
/// </summary>
/// <param name="gate">Settings, certificate and places; stores and records changes.</param>
/// <param name="layers">The layers in front of an endpoint.</param>
/// <param name="handler">Answers requests.</param>
internal sealed class WsManListeners(GateParts gate, WsManLayers layers, RequestDelegate handler) : IListenerStore
{
    // Each is a server with a thread; a host with more addresses than this listens on all of them.
    private const int Most = 64;

    // A Receive waits a minute for output (MaxTimeoutms) before it is answered.
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMinutes(2);

    private readonly ILogger<WsManListeners> _logger = gate.Loggers.CreateLogger<WsManListeners>();
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<Task> _closing = [];
    private volatile IReadOnlyList<Served> _served = [];

    /// <summary>Where they listen now.</summary>
    public IEnumerable<IPEndPoint> Ends => _served.SelectMany(served => served.Ends);

    public IReadOnlyList<ConfigListener> Listeners => [.. _served.Select(Shown)];

    /// <summary>Starts to serve.</summary>
    /// <param name="plan">The listeners of the start.</param>
    /// <param name="sockets">Their sockets.</param>
    public async Task StartAsync(IReadOnlyList<PlannedListener> plan, ListenSockets sockets)
    {
        foreach (var (listener, ends, failure) in plan)
        {
            if (failure is not null) _logger.ListenerNotOpen(PlannedListener.Name(listener), failure);
            _served = [.. _served, new(listener, ends, ends.IsEmpty ? null : await ServeAsync(listener, ends, sockets))];
        }
    }

    public ValueTask<ConfigListener> AddAsync(ConfigListener listener, Caller caller) => ChangingAsync(async () =>
    {
        if (Find(listener) is not null)
            throw new WsManFaultException(Fault.AlreadyExists($"The listener {PlannedListener.Name(listener)} already exists."));
        if (_served.Count >= Most) throw new WsManFaultException(Fault.Quota($"Limit reached: the service has {Most} listeners."));
        listener = gate.Certificate.For(listener, null);
        var made = await OpenAsync(listener);
        await KeepAsync([.. _served, made], made);
        await RecordAsync($"created, {Describe(listener)}", listener, caller);
        return Shown(made);
    });

    public ValueTask<ConfigListener> ReplaceAsync(ConfigListener listener, Caller caller) => ChangingAsync(async () =>
    {
        var before = Find(listener) ?? throw new WsManFaultException(Fault.InstanceNotFound(PlannedListener.Name(listener)));
        listener = gate.Certificate.For(listener, before.Listener);
        var stays = before.Port is not null && listener.Enabled && listener.Port == before.Listener.Port;
        var after = stays ? before with { Listener = listener } : await OpenAsync(listener);
        await KeepAsync([.. _served.Select(s => s == before ? after : s)], stays ? null : after);
        if (stays) after.Port!.Prefix = listener.UrlPrefix;
        else Close(before);
        await RecordAsync($"changed, {Describe(listener)}", listener, caller);
        return Shown(after);
    });

    public async ValueTask RemoveAsync(ConfigListener listener, Caller caller) => await ChangingAsync(async () =>
    {
        var before = Find(listener) ?? throw new WsManFaultException(Fault.InstanceNotFound(PlannedListener.Name(listener)));
        await KeepAsync([.. _served.Where(s => s != before)], null);
        Close(before);
        await RecordAsync("deleted", listener, caller);
        return listener;
    });

    /// <summary>Closes all of them.</summary>
    /// <param name="within">How long requests under way may take.</param>
    public async Task StopAsync(TimeSpan within)
    {
        _ending.CancelAfter(within);
        await _gate.WaitAsync();
        try
        {
            foreach (var served in _served) Close(served);
            _served = [];
        }
        finally
        {
            _gate.Release();
        }

        Task[] closing;
        lock (_closing) closing = [.. _closing];
        await Task.WhenAll(closing);
    }

    private async ValueTask<ConfigListener> ChangingAsync(Func<Task<ConfigListener>> change)
    {
        await _gate.WaitAsync();
        try
        {
            if (_ending.IsCancellationRequested)
                throw new WsManFaultException(Fault.Internal("The server is stopping.", WsManErrors.OperationAborted));
            return await change();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Served> OpenAsync(ConfigListener listener)
    {
        if (!listener.Enabled) return new(listener, [], null);
        var addresses = ListenerAddresses.Of(listener.Address, gate.Settings.Addresses);
        if (addresses.IsEmpty)
            throw new WsManFaultException(
                Fault.Internal("This host has no such network interface, or it has no address.", (uint)SocketError.AddressNotAvailable));
        if (GateGuard.Exposed(gate.Settings, addresses) is { } exposed)
            throw new WsManFaultException(
                Fault.AccessDenied(
                $"{exposed} is public: a listener on it needs a policy (sekimori serve --policy FILE), or --without-policy."));
        using var sockets = new ListenSockets();
        try
        {
            var ends = sockets.OpenAll(addresses, listener.Port);
            return new(listener, ends, await ServeAsync(listener, ends, sockets));
        }
        catch (ListenException failure)
        {
            // [MS-WSMV] 3.1.4.1.29.5: InternalError; the numbers are those of [MS-ERREF] 2.2.
            throw new WsManFaultException(
                Fault.Internal($"Cannot open the listener: {ListenRemedy.Reason(failure)}.", (uint)failure.Error));
        }
    }

    private Task<WsManPort> ServeAsync(ConfigListener listener, ImmutableArray<IPEndPoint> ends, ListenSockets sockets) =>
        WsManPort.OpenAsync(ends, sockets, listener.UrlPrefix, listen =>
        layers.Apply(listen, listener.Transport), handler, gate.Loggers, gate.Places.Gate, layers.Door(listener.Transport));

    /// <summary>Puts other listeners in effect once they are kept; what was opened for them is closed again where they cannot be.</summary>
    private async Task KeepAsync(IReadOnlyList<Served> after, Served? opened)
    {
        try
        {
            gate.Kept.Keep([.. after.Select(s => s.Listener)]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (opened?.Port is { } port) await port.DisposeAsync();
            _logger.ListenersNotSaved(failure.Message);
            throw new WsManFaultException(Fault.Internal("The change cannot be saved. See the log of the service for the reason."));
        }

        _served = after;
    }

    // Requests under way are answered, including the one that asked for this: nothing waits for them here.
    private void Close(Served served)
    {
        if (served.Port is null) return;
        var limit = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        limit.CancelAfter(AnswersWithin);
        var closing = served.Port.CloseAsync(limit.Token);
        lock (_closing) _closing.Add(closing);
        _ = closing.ContinueWith(
            ended =>
            {
                limit.Dispose();
                lock (_closing) _closing.Remove(ended);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private ValueTask RecordAsync(string what, ConfigListener listener, Caller caller)
    {
        _logger.ListenerChanged(PlannedListener.Name(listener), what, caller.Account);
        return gate.Guard.Guard.ChangedAsync("listener", $"{PlannedListener.Name(listener)} {what}, by {caller.Account}");
    }

    private static string Describe(ConfigListener listener) =>
        $"port {listener.Port}{(listener.Enabled ? "" : ", not enabled")}" +
        $"{(listener.UrlPrefix == ConfigListener.DefaultPrefix ? "" : $", /{listener.UrlPrefix}")}";

    private Served? Find(ConfigListener listener) => _served.FirstOrDefault(s => s.Listener.IsSame(listener));

    private ConfigListener Shown(Served served) => served.Listener with
    {
        CertificateThumbprint = served.Listener.Transport == "HTTPS" ? gate.Certificate.Thumbprint : "",
        ListeningOn = ListenerAddresses.Shown(served.Listener, served.Ends),
    };

    private sealed record Served(ConfigListener Listener, ImmutableArray<IPEndPoint> Ends, WsManPort? Port);
}
