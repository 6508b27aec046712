using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// The service behind every WS-Management listener: an envelope and its caller go in, an envelope comes out. It knows neither HTTP nor
/// sockets, and time only by the <see cref="TimeProvider"/> that it is given. It may be used by many callers at once.
/// </summary>
public sealed partial class WsManService : IAsyncDisposable
{
    private readonly ResourceRegistry _resources;
    private readonly IdentifyReplies _identify;
    private readonly WsManServiceInfo _info;
    private readonly TimeProvider _time;
    private readonly ShellResource? _shells;
    private readonly IResource? _everything;
    private readonly Enumeration.EnumerationTable _enumerations;
    private volatile SoapLimits _limits = SoapLimits.Default;

    /// <summary>Makes the service.</summary>
    /// <param name="cim">The objects that it serves.</param>
    /// <param name="shells">Opens command shells; null for a service without them.</param>
    /// <param name="settings">The settings, which may change at any time.</param>
    /// <param name="info">Its identity.</param>
    /// <param name="time">What time it is.</param>
    /// <param name="configuration">Tables of winrm/config and further kinds of shells; null for none.</param>
    /// <param name="owners">Returns whether what callers have opened may stay open; null lets it stay.</param>
    public WsManService(Cim.Schema.ObjectManager cim, IShellHost? shells, WsManSettingsStore settings, WsManServiceInfo info,
        TimeProvider time, WsManConfiguration? configuration = null,
        IOwnerWatch? owners = null)
    {
        _owners = owners;
        configuration ??= new WsManConfiguration();
        (Settings, _info, _time) = (settings, info, time);
        _identify = new IdentifyReplies(info);
        _enumerations = new Enumeration.EnumerationTable(time);
        _operations = new Robust.OperationTable(time);
        _shells = new ShellResource(new ShellKinds(shells, configuration.Shells), _enumerations, time);
        settings.Changed += _shells.Apply;
        _resources = new ResourceRegistry(new UnknownResource())
            .Add(new CimResource(cim, _enumerations))
            .Add(new SchemaResource(cim, _enumerations))
            .Add(_shells)
            .Add(new ListenerResource(configuration.Listeners, _enumerations))
            .Add(new CertificateMappingResource(configuration.Mappings, _enumerations))
            .Add(new ConfigResource(settings))
            .Add(new UnofferedResource());
    }

    /// <summary>Makes a service that one resource answers for, whatever the URI: a gateway to services elsewhere.</summary>
    /// <param name="make">Makes what answers each request, and the Identify of callers that are known, with the enumerations that end when
    /// their time or their owner's right is over.</param>
    /// <param name="settings">The settings, which may change at any time.</param>
    /// <param name="info">Its identity.</param>
    /// <param name="time">What time it is.</param>
    /// <param name="owners">Returns whether kept replies may stay; null lets them.</param>
    internal WsManService(
        Func<Enumeration.EnumerationTable, IResource> make, WsManSettingsStore settings, WsManServiceInfo info, TimeProvider time,
        IOwnerWatch? owners = null)
    {
        (_owners, Settings, _info, _time) = (owners, settings, info, time);
        _identify = new IdentifyReplies(info);
        _enumerations = new Enumeration.EnumerationTable(time);
        _operations = new Robust.OperationTable(time);
        _everything = make(_enumerations);
        _resources = new ResourceRegistry(_everything);
    }

    /// <summary>The settings in effect.</summary>
    public WsManSettingsStore Settings { get; }

    /// <summary>Open shells and enumerations, for metrics.</summary>
    public (int Shells, int Enumerations) Open => (_shells?.Count ?? 0, _enumerations.Count);

    /// <summary>Answers one envelope. Never throws for what a client sent.</summary>
    /// <param name="envelope">The bytes; they must stay unchanged until the reply is complete.</param>
    /// <param name="count">How many bytes there are.</param>
    /// <param name="caller">The sender; an anonymous caller may do only Identify.</param>
    /// <param name="aborted">Set when the client has disconnected. An operation of a robust connection continues nevertheless.</param>
    /// <param name="guard">Asked before anything is done; null lets it through.</param>
    /// <param name="channel">Its connection, for robust connections; null if there is none.</param>
    /// <param name="named">The charset parameter of its Content-Type, a supported one; null if it has none.</param>
    internal async ValueTask<WsManReply> AnswerAsync(
        byte[] envelope, int count, Caller caller, CancellationToken aborted, IRequestGuard? guard = null, IReplyChannel? channel = null,
        string? named = null)
    {
        var (settings, parsed) = (Settings.Current, new ParsedRequest());
        var limits = LimitsOf(settings);
        var charset = EnvelopeCharsets.Detect(envelope.AsSpan(0, count));
        WsManReply reply;
        try
        {
            var resource = Parse(envelope, count, parsed, limits, caller, named);
            if (guard is not null && await guard.EvaluateAsync(parsed, count).ConfigureAwait(false) is { } refused)
                throw new WsManFaultException(refused);
            reply = parsed.IsIdentify && resource is null ? Identify(settings, charset, caller)
                : resource is null ? AnswerAside(parsed, caller)
                : !parsed.IsIdentify && IsRobust(parsed.Headers, resource)
                ? await AnswerRobustAsync(Make(parsed, resource, settings, limits, caller, guard, charset, _closing.Token), channel,
                aborted).ConfigureAwait(false)
                : await ReplyAsync(Make(parsed, resource, settings, limits, caller, guard, charset, aborted)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            parsed.Defect = DefectOf(e, envelope.AsSpan(0, count));
            reply = FaultReply(e, charset, parsed.Headers, aborted);
        }
        reply.Request = parsed;
        return reply;
    }

    /// <summary>A reply that holds one fault, for listeners that must refuse before there is anything to answer.</summary>
    public WsManReply Refuse(Fault fault) => FaultReply(fault, EnvelopeCharset.Utf8, new RequestHeaders());

    /// <summary>
    /// Ends what is overdue: shells that idle or have lived long enough, enumerations that nobody pulls from; and what its owner may have
    /// no longer. Call it every few seconds.
    /// </summary>
    public void Tick(DateTimeOffset now)
    {
        _enumerations.Sweep(now);
        _operations.Sweep(now);
        _shells?.Sweep(now, Settings.Current);
        EndDisowned();
    }

    /// <summary>Closes every shell and enumeration.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_shells is not null) Settings.Changed -= _shells.Apply;
        await _closing.CancelAsync().ConfigureAwait(false);
        _enumerations.Sweep(DateTimeOffset.MaxValue);
        if (_shells is not null) await _shells.CloseAllAsync().ConfigureAwait(false);
        _operations.Sweep(DateTimeOffset.MaxValue);
    }

    private WsManReply Identify(WsManSettings settings, EnvelopeCharset charset, Caller caller)
    {
        if (caller.IsAnonymous && !settings.AnonymousIdentify) return FaultReply(Fault.AccessDenied(), charset, new RequestHeaders());
        return new WsManReply(_identify.Get(settings, charset, !caller.IsAnonymous), null, charset, null, "Identify", "");
    }

    private async ValueTask<WsManReply> ReplyAsync(WsManRequest request)
    {
        using var writer = request.Reply;
        var resource = Authorized(request);
        using var timer = new CancellationTokenSource(request.Timeout, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, timer.Token);
        request.Deadline = deadline.Token;
        await resource.RespondAsync(request).ConfigureAwait(false);
        if (request.Parsed.AsksForClasses && request.Guard?.Conclude() is { } refused) throw new WsManFaultException(refused);
        var body = writer.End();
        return new WsManReply(body.Written, body, writer.Charset, null, request.Headers.Action, request.Headers.ResourceUri)
        {
            IsRobust = request.Headers.IsOperation
        };
    }

    private static IResource Authorized(WsManRequest request)
    {
        var resource = request.Resource!;
        var required = resource.RequiredRole(request);
        if (request.Caller.Role < required || request.Caller.Role == Role.None)
            throw new WsManFaultException(Fault.AccessDenied($"This requires the role {required}."));
        return resource;
    }

    private WsManReply FaultReply(Exception failure, EnvelopeCharset charset, RequestHeaders headers, CancellationToken aborted) =>
        failure switch
        {
            WsManFaultException e => FaultReply(e.Fault, charset, headers),
            Cim.Model.CimException e => FaultReply(CimFaults.From(e), charset, headers, e.InnerException),
            OperationCanceledException when aborted.IsCancellationRequested =>
                FaultReply(Fault.Internal("The client has disconnected.", WsManErrors.OperationAborted), charset, headers),
            OperationCanceledException => FaultReply(Fault.TimedOut(), charset, headers),
            _ => FaultReply(Fault.Internal(), charset, headers, failure),
        };

    private WsManReply FaultReply(Fault fault, EnvelopeCharset charset, RequestHeaders headers, Exception? failure = null)
    {
        using var writer = new EnvelopeWriter(charset);
        FaultWriter.Write(writer, fault, headers, _info.HostName);
        var body = writer.End();
        return new WsManReply(body.Written, body, charset, fault, headers.Action, headers.ResourceUri)
        {
            Failure = failure, IsRobust = headers.IsOperation
        };
    }

    private SoapLimits LimitsOf(WsManSettings settings)
    {
        var limits = _limits;
        var bytes = settings.MaxEnvelopeSizeKb * 1024;
        if (limits.MaxEnvelopeBytes != bytes) _limits = limits = limits with { MaxEnvelopeBytes = bytes };
        return limits;
    }
}
