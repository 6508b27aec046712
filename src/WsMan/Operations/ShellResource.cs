using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// Command shells ([MS-WSMV] 3.1.4.1.31): Create, Command, Send, Receive, Signal, Delete, and the shells themselves as objects.
/// </summary>
internal sealed partial class ShellResource(ShellKinds kinds, EnumerationTable enumerations, TimeProvider time) : IResource
{
    private readonly ShellTable _shells = new();
    private readonly EnumerationReplies _enumerations = new(enumerations);

    /// <summary>How many shells are open.</summary>
    public int Count => _shells.Count;

    public bool HasRobustConnections => true;

    public IEnumerable<ResourceName> Names => kinds.Uris.Append(ShellNames.AnyShell).Select(uri => (ResourceName)uri);

    // [MS-WSMV] 3.1.4.1.28: every request to a shell's resource needs the right to execute, Get and Enumerate too.
    public Role RequiredRole(WsManRequest request) => Role.Operator;

    public void Read(in BodySource source)
    {
        // [MS-WSMV] 3.1.4.1.1: shells are checked without their kind too, as winrm's alias "shell" does it. These are command shells:
        // policy, record and enumeration have one name for them. Other kinds must be named.
        if (IsAny(source.Headers.ResourceUri) && !UsesKind(source.Headers.Action)) source.Headers.ResourceUri = ShellNames.CommandShell;
        if (EnumerationReplies.Reads(source)) return;
        switch (source.Headers.Action)
        {
            case Actions.Create: ShellBody.Read(source); break;
            case Actions.Command: CommandBody.Read(source); break;
            case Actions.Send: SendBody.Read(source); break;
            case Actions.Receive: ReceiveBody.Read(source); break;
            case Actions.Signal: SignalBody.Read(source); break;
            case Actions.Disconnect: DisconnectBody.Read(source); break;
                // The others have no informative one.
        }
    }

    public ValueTask RespondAsync(WsManRequest request)
    {
        if (IsAny(request.Headers.ResourceUri))
            throw new WsManFaultException(Fault.ResourceNotOffered("The only supported shell is windows/shell/cmd."));
        if (request.Headers.Fragment is not null)
            throw new WsManFaultException(Fault.FragmentsNotSupported("Shells have no fragments."));
        if (_enumerations.Answers(request, EnumerateAsync, out var answer)) return answer;
        return request.Headers.Action switch
        {
            Actions.Create => CreateAsync(request),
            Actions.Delete => DeleteAsync(request),
            Actions.Get => Get(request),
            Actions.Command => UseAsync(request, CommandAsync),
            Actions.Send => UseAsync(request, SendAsync),
            Actions.Receive => UseAsync(request, ReceiveAsync),
            Actions.Signal => UseAsync(request, SignalAsync),
            Actions.Disconnect => Disconnect(request),
            Actions.Reconnect => ReconnectAsync(request, "ReconnectResponse", mustBeDisconnected: false),
            Actions.Connect => ReconnectAsync(request, "ConnectResponse", mustBeDisconnected: true),
            _ => throw new WsManFaultException(Fault.ActionNotSupported(request.Headers.Action)),
        };
    }

    /// <summary>Closes what is overdue.</summary>
    public void Sweep(DateTimeOffset now, WsManSettings settings)
    {
        foreach (var shell in _shells.All)
        {
            // Closing waits for processes to end: not here.
            if (shell.IsOver(now, IdleLimit(settings))) _ = _shells.CloseAsync(shell).AsTask();
            else foreach (var (id, command) in shell.Commands) SweepCommand(shell, id, command, now);
        }
    }

    /// <summary>
    /// Ends the shells whose owners may have them no longer. Whoever waits for one gets a fault that says why; the processes are killed.
    /// </summary>
    /// <param name="whyNot">Reports why a shell is to end; null if it may stay.</param>
    /// <param name="ended">Called for each.</param>
    public void EndWhere(Func<Caller, IRequestGuard?, string?> whyNot, Action<Caller, string, string> ended)
    {
        foreach (var shell in _shells.All)
        {
            if (shell.Ended is not null || whyNot(shell.Owner, shell.Guard) is not { } why) continue;
            shell.End(Fault.AccessDenied($"The shell was ended: {why}."), time.GetUtcNow());
            var commands = shell.Commands.Count;
            // Closing waits for processes to end: not here.
            _ = _shells.CloseAsync(shell).AsTask();
            ended(shell.Owner, FormattableString.Invariant($"the shell {shell.IdText} with {commands} commands"), why);
        }
    }

    /// <summary>Closes every shell.</summary>
    public Task CloseAllAsync() => Task.WhenAll(_shells.All.Select(s => _shells.CloseAsync(s).AsTask()));

    private async ValueTask CreateAsync(WsManRequest request)
    {
        var body = request.BodyAs<ShellBody>();
        var settings = request.Settings;
        // [MS-WSMV] 2.2.4.42: an InternalError, not an AccessDenied.
        if (kinds.Find(request.Headers.ResourceUri, out var kind) is not { } host || !settings.AllowRemoteShellAccess)
            throw new WsManFaultException(Fault.Internal("Remote shells are disabled on this host.", WsManErrors.RemoteShellsNotAllowed));
        RequestOptions.Check(request, "WINRS_NOPROFILE", "WINRS_CODEPAGE");
        // [MS-WSMV] 3.1.4.1.31.6: its client would send compressed input, and wait for compressed output.
        if (request.Headers.Compression is not null)
            throw new WsManFaultException(Fault.Unsupported("Compressed shell streams are not supported.", FaultDetails.NotSupported));
        var codePage = ReadCodePage(request);
        var id = body.ShellId ?? Guid.NewGuid();
        if (_shells.Contains(id)) throw new WsManFaultException(Fault.AlreadyExists("A shell already has this ShellId."));
        var options = new ShellOptions
        {
            ShellId = id,
            WorkingDirectory = string.IsNullOrEmpty(body.WorkingDirectory) ? null : body.WorkingDirectory,
            Environment = body.Environment,
            CodePage = codePage,
            // [MS-WSMV] 3.1.4.5.2 has TRUE as the default.
            NoProfile = request.Headers.FindOption("WINRS_NOPROFILE")?.IsTrue ?? true,
            HasInput = ShellNames.Streams(body.InputStreams).Contains("stdin", StringComparer.OrdinalIgnoreCase),
        };
        var owner = request.Caller.Identity;
        _shells.Reserve(owner, settings);
        OpenShell? open = null;
        try
        {
            var shell = await Translated(() => host.OpenAsync(options, request.Caller, request.Deadline)).ConfigureAwait(false);
            open = new OpenShell(id, request.Caller, body, shell, time.GetUtcNow(), IdleTimeout(body, settings))
            {
                Locale = request.Headers.Locale,
                DataLocale = request.Headers.DataLocale,
                ProfileLoaded = !options.NoProfile,
                Guard = request.Guard,
                Kind = kind,
                Settling = host.Settling,
            };
            if (!_shells.TryAdd(open)) throw new WsManFaultException(Fault.AlreadyExists("A shell already has this ShellId."));
            Watch(open, settings);
        }
        catch
        {
            _shells.Release(owner);
            if (open is not null) await open.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        WriteCreated(request, open);
    }

    /// <summary>Settings have changed: open shells obey them from now on.</summary>
    public void Apply(WsManSettings settings)
    {
        foreach (var shell in _shells.All) shell.Shell.LimitMemory(MemoryLimit(settings));
    }

    // [MS-WSMV] 2.2.4.42: what exceeds MaxMemoryPerShellMB is terminated; here the whole shell, because the limit is the shell's.
    private void Watch(OpenShell shell, WsManSettings settings)
    {
        shell.Shell.LimitMemory(MemoryLimit(settings));
        shell.Shell.OutOfMemory.ContinueWith(
            _ => shell.End(Fault.Quota("The processes of the shell exceeded MaxMemoryPerShellMB and were ended."), time.GetUtcNow()),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void WriteCreated(WsManRequest request, OpenShell shell) =>
        ShellItem.Write(request.BeginCreated(ReferenceTo(shell)), shell, time.GetUtcNow());

    private async ValueTask DeleteAsync(WsManRequest request)
    {
        await _shells.CloseAsync(Find(request)).ConfigureAwait(false);
        request.BeginReply();
    }

    private ValueTask Get(WsManRequest request)
    {
        var shell = Find(request);
        request.Reference = ReferenceTo(shell);
        request.BeginReply();
        ShellItem.Write(request.Reply.Xml, shell, time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    private ValueTask EnumerateAsync(WsManRequest request)
    {
        var body = request.BodyAs<EnumerateBody>();
        // [MS-WSMV] 3.1.4.8.2.
        if (body.Filter is not null) throw new WsManFaultException(Fault.FilteringNotSupported());
        if (request.Headers.Selectors.Count > 0 && body.Mode != EnumerationMode.Object)
            throw new WsManFaultException(
                Fault.Unsupported("Commands have no endpoint references.", FaultDetails.EnumerationMode,
                WsManErrors.CommandsHaveNoReferences));
        var now = time.GetUtcNow();
        IEnumerable<IEnumerationItem> items = request.Headers.Selectors.Count > 0
            ? Find(request).Commands.Values.Select(c => (IEnumerationItem)new CommandItem(c))
            : _shells.Of(request.Caller).Where(shell => shell.IsOf(request.Headers.ResourceUri))
            .Select(s => (IEnumerationItem)new ShellItem(s, ReferenceTo(s), now));
        return _enumerations.EnumerateAsync(request, body, items.ToArray().ToAsyncEnumerable(), new CancellationTokenSource());
    }

    private static bool IsAny(string resourceUri) => resourceUri.Equals(ShellNames.AnyShell, StringComparison.OrdinalIgnoreCase);

    // A request that creates or uses a shell must name its kind.
    private static bool UsesKind(string action) =>
        action is Actions.Create or Actions.Command or Actions.Send or Actions.Receive or Actions.Signal or Actions.Disconnect
        or Actions.Reconnect or Actions.Connect;

    // The URI of a request is what the policy has decided about: it must be that of the shell.
    private OpenShell Find(WsManRequest request)
    {
        var id = request.Headers.FindSelector(ShellNames.ShellId)?.Value;
        var shell = _shells.Find(id, request.Caller);
        return shell.IsOf(request.Headers.ResourceUri) ? shell : throw new WsManFaultException(Fault.ShellNotFound(id ?? ""));
    }

    private static EndpointReference ReferenceTo(OpenShell shell) =>
        new(WellKnown.Anonymous, shell.Kind, [new Selector(ShellNames.ShellId, shell.IdText)]);

    private static TimeSpan IdleTimeout(ShellBody body, WsManSettings settings)
    {
        var most = IdleLimit(settings);
        return body.IdleTimeout is { } asked && asked > TimeSpan.Zero && asked < most ? asked : most;
    }

    // [MS-WSMV] 2.2.4.42 allows any value from 0, and its note 28 has a least one that is obeyed: here a second, so that no shell ends
    // between two requests of its client.
    private static TimeSpan IdleLimit(WsManSettings settings) => TimeSpan.FromMilliseconds(Math.Max(1000, settings.ShellIdleTimeoutMs));

    private static long? MemoryLimit(WsManSettings settings) =>
        settings.MaxMemoryPerShellMb > 0 ? settings.MaxMemoryPerShellMb * 1024L * 1024 : null;

    private static int ReadCodePage(WsManRequest request)
    {
        if (request.Headers.FindOption("WINRS_CODEPAGE") is not { Value.Length: > 0 } option) return 65001;
        return int.TryParse(option.Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
            out var page) && page <= 65535
            ? page
            : throw new WsManFaultException(Fault.InvalidOptions("WINRS_CODEPAGE is not a code page.", FaultDetails.InvalidValue));
    }
}
