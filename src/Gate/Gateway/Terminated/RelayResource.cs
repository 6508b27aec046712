using System.Xml.Linq;
using Sekimori.Client.WsMan;
using Sekimori.Gate.Gateway.Bridge;
using Sekimori.Guard;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Relay;
using Sekimori.WsMan.Robust;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// Every resource of every target: reads the request as the server does, writes it anew for the target, and the answer anew for the caller.
/// </summary>
internal sealed partial class RelayResource(GatewayDoor gateway, TargetObjects objects, Recorder recorder, BridgeResource bridge)
    : IResource
{
    // What the gate adds to an answer: longer namespaces and ids.
    private const int Headroom = 2048;

    // [DSP0226] 6.2: the least that a service must be given.
    private const int LeastEnvelope = 8192;

    private static readonly XNamespace N = Namespaces.Enumeration, ShellSpace = Namespaces.Shell;

    public IEnumerable<ResourceName> Names => [];

    public bool HasRobustConnections => true;

    public void Read(in BodySource source) => RelayReader.Read(source);

    // As on the server: a role means the same, wherever the object is.
    public Role RequiredRole(WsManRequest request)
    {
        var headers = request.Headers;
        return headers.Action switch
        {
            _ when request.Parsed.IsIdentify => Role.Reader,
            _ when IsShell(headers.ResourceUri) => Role.Operator,
            Actions.Get or Actions.Enumerate or Actions.Pull or Actions.Release or Actions.Renew or Actions.GetStatus => Role.Reader,
            Actions.Put or Actions.Create or Actions.Delete => Role.Administrator,
            _ => Role.Operator,
        };
    }

    public async ValueTask RespondAsync(WsManRequest request)
    {
        var headers = request.Headers;
        // The target would send events to an address that the caller chose.
        if (headers.Action is Actions.Subscribe or Actions.Unsubscribe) throw new WsManFaultException(Fault.NoSubscriptions());
        var guard = (TargetRequestGuard)request.Guard!;
        var session = guard.Session!;
        if (session.Objects is { } source)
        {
            await bridge.RespondAsync(request, source, session.Target.Name).ConfigureAwait(false);
            if (session.Links.Ends is { } both) (session.Entry.Source, session.Entry.Remote) = both;
            return;
        }
        var body = request.Parsed.Body as RelayedBody;
        var shell = headers.FindSelector(ShellNames.ShellId) is { } selector && IsShell(headers.ResourceUri)
            ? objects.FindShell(session, selector.Value, headers.ResourceUri) : null;
        if (shell is null && RelayReader.UsesShell(headers.Action)) throw new WsManFaultException(Fault.ShellNotFound(""));
        if (body?.Read is PullBody && guard.Context is null) throw new WsManFaultException(Fault.InvalidEnumerationContext());
        if (body?.Read is ShellBody created)
        {
            objects.Demand(session, created.ShellId, request.Settings);
            recorder.Demand(session.Target);
        }
        shell?.Session.Touch();
        if (shell is not null && EndsUnknownCommand(body, shell))
        {
            WriteSignalled(request);
            return;
        }
        // What the caller does is recorded before it is done.
        if (shell is not null) RecordInput(shell, body);
        var outgoing = Prepare(request, session, shell, guard.Context, body);
        if (guard.Context is { } used)
            objects.Keep(used, (PullBody)body!.Read!, headers.Action, request.Timeout, request.Settings);
        var opening = body?.Read is EnumerateBody ? objects.Open(session, headers, body, request.Settings) : null;
        try
        {
            var reply = await AskAsync(request, session, outgoing).ConfigureAwait(false);
            if (reply.IsFault) throw new WsManFaultException(await FailedAsync(reply, shell, guard.Context).ConfigureAwait(false));
            shell = await TakeAsync(request, session, reply, shell, opening ?? guard.Context, body).ConfigureAwait(false);
            new IdTranslation(session, objects).FromTarget(reply, shell, IsShell(headers.ResourceUri));
            Write(request, reply);
        }
        finally
        {
            if (opening is { Inner: "" }) objects.Remove(opening);
        }
    }

    private static bool IsShell(string uri) =>
        uri.StartsWith(ShellNames.AnyShell, StringComparison.OrdinalIgnoreCase) || RelayReader.IsPowerShell(uri);

    private static OutgoingRequest Prepare(
        WsManRequest request, TerminatedSession session, TargetShell? shell, TargetContext? context, RelayedBody? body)
    {
        var (headers, tree) = (request.Headers, body?.Tree);
        if (tree is not null && shell is not null && headers.Action != Actions.Command) IdTranslation.CommandsToTarget(tree, shell);
        if (context is not null) tree!.Element(N + "EnumerationContext")!.Value = context.Inner;
        // The ids of PowerShell's shells and pipelines are in its own messages, too.
        if (tree is not null && !RelayReader.IsPowerShell(headers.ResourceUri))
        {
            if (headers.Action == Actions.Command) IdTranslation.RemoveId(tree, "CommandId");
            else if (body!.Read is ShellBody) IdTranslation.RemoveId(tree, "ShellId");
        }
        return new OutgoingRequest(headers, session.Relayed.Address)
        {
            Selectors = IdTranslation.ToTarget(headers.Selectors, shell), Body = request.Parsed.IsIdentify ? Identify() : tree,
            MaxEnvelopeSize = request.MaxReplyBytes > LeastEnvelope + Headroom ? request.MaxReplyBytes - Headroom : request.MaxReplyBytes,
            Timeout = request.Timeout,
        };
    }

    private async Task<IncomingReply> AskAsync(WsManRequest request, TerminatedSession session, OutgoingRequest outgoing)
    {
        // What the target opens is taken, even if the caller leaves meanwhile: otherwise it would count for all callers of one logon there,
        // and for nobody here.
        var opens = request.Parsed.Body is RelayedBody { Read: ShellBody or EnumerateBody };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(opens ? default : request.Aborted, session.Entry.Ending);
        try
        {
            var envelope = outgoing.Write();
            using var reply = await session.Relayed
                .ExchangeAsync(envelope, outgoing.Timeout, request.Settings.MaxEnvelopeSizeKb * 1024, ending.Token).ConfigureAwait(false);
            session.Entry.CountSent(envelope.Length, Environment.TickCount64);
            session.Entry.CountReceived(reply.Count, Environment.TickCount64);
            if (session.Links.Ends is { } ends) (session.Entry.Source, session.Entry.Remote) = ends;
            return IncomingReply.Read(reply, session.Relayed.Address, request.Parsed.IsIdentify ? null : outgoing.MessageId);
        }
        catch (OperationCanceledException) when (session.Entry.Ending.IsCancellationRequested)
        {
            throw Ended(session);
        }
        catch (Exception failure) when (failure is WsManClientException or TargetException)
        {
            var target = session.Target.Name;
            gateway.Logger.TargetFailed(target, session.Entry.Id, failure.Message);
            throw new WsManFaultException(FaultOf(failure, target));
        }
    }

    private static WsManFaultException Ended(TerminatedSession session) =>
        new(Fault.AccessDenied($"The session was ended: {session.Entry.EndReason}."));

    // What the caller learns: which part failed. The reason is in the log of the gate: it may name what is inside.
    private static Fault FaultOf(Exception failure, string target) => failure is WsManClientException client
        ? client.Failure switch
        {
            WsManFailure.Unreachable or WsManFailure.TimedOut =>
                new Fault(FaultSubcode.EndpointUnavailable, WsManErrors.EndpointUnavailable, $"The target {target} does not answer."),
            WsManFailure.Tls => Unusable($"The certificate of the target {target} is not trusted by the gate."),
            WsManFailure.LogonRefused or WsManFailure.Misuse => Unusable($"The gate cannot log on at the target {target}."),
            WsManFailure.OverLimit => Unusable($"The answer of the target {target} is too large."),
            _ => Unusable($"The answer of the target {target} cannot be used."),
        }
        : Unusable($"The gate cannot reach the target {target}, or has no logon for it.");

    private static Fault Unusable(string reason) => Fault.Internal(reason + " The log of the gate has the reason.");

    private static XElement Identify() => new(XName.Get("Identify", Namespaces.Identity));

    private static void Write(WsManRequest request, IncomingReply reply)
    {
        var writer = request.Reply;
        if (request.Parsed.IsIdentify) writer.BeginBare();
        else
            writer.Begin(request.Headers.Action + "Response", request.Headers.MessageId, request.MaxReplyBytes, xml =>
            {
                RobustMessages.WriteHeaders(xml, request.Headers);
                foreach (var header in reply.Headers) header.WriteTo(xml);
            });
        foreach (var element in reply.Elements) element.WriteTo(writer.Xml);
    }
}
