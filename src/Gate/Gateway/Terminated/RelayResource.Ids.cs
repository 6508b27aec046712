using System.Xml.Linq;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Relay;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.Gate.Gateway.Terminated;

/// <content>What answers open and close: shells, commands, enumerations.</content>
internal sealed partial class RelayResource
{
    // A client that terminates a command twice gets success, as on the server: nothing is left of it.
    private static bool EndsUnknownCommand(RelayedBody? body, TargetShell shell)
    {
        if (body?.Read is not SignalBody { CommandId: { } id, Code: var code }
            || !code.EndsWith("/terminate", StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            TargetObjects.FindCommand(shell, id);
            return false;
        }
        catch (WsManFaultException)
        {
            return true;
        }
    }

    private static void WriteSignalled(WsManRequest request)
    {
        request.BeginReply();
        request.Reply.Xml.WriteStartElement("rsp", "SignalResponse", Namespaces.Shell);
        request.Reply.Xml.WriteEndElement();
    }

    private void Take(WsManRequest request, TerminatedSession session, IncomingReply reply, ref TargetShell? shell, TargetContext? context,
        RelayedBody? body)
    {
        switch (body?.Read)
        {
            case ShellBody created:
                var id = IdTranslation.CreatedShell(reply)
                    ?? throw new WsManFaultException(Fault.Internal("The target does not name the shell that it has created."));
                shell = objects.Add(session, created.ShellId, id, request.Headers.ResourceUri);
                break;
            case CommandBody command when shell is not null:
                var started = IdTranslation.StartedCommand(reply)
                    ?? throw new WsManFaultException(Fault.Internal("The target does not name the command that it has started."));
                TargetObjects.AddCommand(shell, command.CommandId, started);
                break;
            case SignalBody { CommandId: { } ended } signal when shell is not null
                && signal.Code.EndsWith("/terminate", StringComparison.OrdinalIgnoreCase):
                if (ShellBody.ReadId(ended) is { } known) shell.Commands.TryRemove(known, out _);
                break;
            case EnumerateBody or PullBody:
                TakeContext(request, session, reply, context, body);
                break;
        }
        if (shell is not null && request.Headers.Action == Actions.Delete) objects.Remove(shell);
    }

    private void TakeContext(WsManRequest request, TerminatedSession session, IncomingReply reply, TargetContext? context, RelayedBody body)
    {
        var headers = request.Headers;
        if (headers.Action == Actions.Release)
        {
            if (context is not null) objects.Remove(context);
            return;
        }
        var given = reply.Body?.Element(N + "EnumerationContext");
        var isOver = reply.Body?.Elements().Any(element => element.Name.LocalName == "EndOfSequence") == true;
        if (isOver)
        {
            if (context is not null) objects.Remove(context);
            // [DSP0226] 8.4: with EndOfSequence there is none, or an empty one.
            if (given is not null) given.Value = "";
            return;
        }
        if (given is null || string.IsNullOrWhiteSpace(given.Value))
        {
            if (headers.Action == Actions.Enumerate)
                throw new WsManFaultException(Fault.Internal("The target does not name the enumeration that it has opened."));
            return;
        }
        var kept = objects.Keep(session, context, given.Value.Trim(), headers.ResourceUri, body.Classes, body.ReachesOthers,
            request.Settings);
        given.Value = ShellNames.Format(kept.Id);
    }

    // [MS-WSMV] 3.1.4.1.31: what the target no longer has, the gate forgets.
    private Fault Failed(IncomingReply reply, TargetShell? shell, TargetContext? context)
    {
        var fault = reply.ToFault();
        if (shell is not null && fault.Number == WsManErrors.UnexpectedSelectors) objects.Remove(shell);
        if (context is not null && fault.Subcode == FaultSubcode.InvalidEnumerationContext) objects.Remove(context);
        return fault;
    }
}
