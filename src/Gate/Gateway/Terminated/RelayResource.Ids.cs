using System.Buffers;
using System.Buffers.Text;
using System.Text;
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

    private async ValueTask<TargetShell?> TakeAsync(WsManRequest request, TerminatedSession session, IncomingReply reply,
        TargetShell? shell, TargetContext? context, RelayedBody? body)
    {
        switch (body?.Read)
        {
            case ShellBody created:
                var id = IdTranslation.CreatedShell(reply)
                    ?? throw new WsManFaultException(Fault.Internal("The target does not name the shell that it has created."));
                shell = objects.Add(session, created.ShellId, id, request.Headers.ResourceUri);
                await BeginRecordingAsync(shell).ConfigureAwait(false);
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
            case ReceiveBody when shell is not null:
                RecordOutput(shell, reply);
                break;
            case EnumerateBody or PullBody:
                if (context is not null) TakeContext(request.Headers.Action, reply, context);
                break;
        }
        if (shell is not null && request.Headers.Action == Actions.Delete) await ForgetAsync(shell).ConfigureAwait(false);
        return shell;
    }

    private async Task BeginRecordingAsync(TargetShell shell)
    {
        try
        {
            recorder.Begin(shell);
        }
        catch (WsManFaultException)
        {
            // Nobody uses it: it idles at the target until its time is over.
            await ForgetAsync(shell).ConfigureAwait(false);
            throw;
        }
        if (!shell.Session.IsOver) return;
        // Whoever ended the session may have looked at its recordings before this one. The shell ends at the target with the session, or
        // with the next sweep.
        await recorder.EndAsync(shell).ConfigureAwait(false);
        throw Ended(shell.Session);
    }

    private async Task ForgetAsync(TargetShell shell)
    {
        objects.Remove(shell);
        await recorder.EndAsync(shell).ConfigureAwait(false);
    }

    private void TakeContext(string action, IncomingReply reply, TargetContext context)
    {
        if (action == Actions.Release)
        {
            objects.Remove(context);
            return;
        }
        var given = reply.Body?.Element(N + "EnumerationContext");
        var isOver = reply.Body?.Elements().Any(element => element.Name.LocalName == "EndOfSequence") == true;
        if (isOver)
        {
            objects.Remove(context);
            // [DSP0226] 8.4: with EndOfSequence there is none, or an empty one.
            if (given is not null) given.Value = "";
            return;
        }
        var inner = given?.Value.Trim() ?? "";
        if (inner.Length > 0)
        {
            context.Inner = inner;
            given!.Value = ShellNames.Format(context.Id);
        }
        else if (action == Actions.Enumerate)
            throw new WsManFaultException(Fault.Internal("The target does not name the enumeration that it has opened."));
    }

    // [MS-WSMV] 3.1.4.1.31: what the target no longer has, the gate forgets.
    private async ValueTask<Fault> FailedAsync(IncomingReply reply, TargetShell? shell, TargetContext? context)
    {
        var fault = reply.ToFault();
        if (shell is not null && fault.Number == WsManErrors.UnexpectedSelectors) await ForgetAsync(shell).ConfigureAwait(false);
        if (context is not null && fault.Subcode == FaultSubcode.InvalidEnumerationContext) objects.Remove(context);
        return fault;
    }

    private void RecordInput(TargetShell shell, RelayedBody? body)
    {
        if (body?.Read is CommandBody command)
        {
            var line = command.Arguments.Count == 0 ? command.Command : string.Join(' ', [command.Command, .. command.Arguments]);
            recorder.Write(shell, recording => recording.Begin(line));
        }
        else if (body?.Read is SendBody send)
        {
            foreach (var piece in send.Pieces)
                recorder.Write(shell, recording => recording.Data("i", piece.CommandId ?? "", "stdin", piece.Data.Span));
        }
    }

    // The answer's ids are still those of the target.
    private void RecordOutput(TargetShell shell, IncomingReply reply)
    {
        foreach (var stream in reply.Body?.Elements(ShellSpace + "Stream") ?? [])
        {
            RecordOutput(shell, stream);
        }
        foreach (var state in reply.Body?.Elements(ShellSpace + "CommandState") ?? [])
        {
            if (state.Attribute("State")?.Value.EndsWith("/Done", StringComparison.OrdinalIgnoreCase) == true)
                recorder.Write(shell, recording => recording.End(state.Element(ShellSpace + "ExitCode")?.Value));
        }
    }

    private void RecordOutput(TargetShell shell, XElement stream)
    {
        var parts = stream.Nodes().OfType<XText>();
        // Pooled: an answer has some 100 KB, in pieces, which would be collected with the oldest objects only. One byte for each character:
        // decoding bytes where they are is faster than decoding characters.
        var bytes = ArrayPool<byte>.Shared.Rent(parts.Sum(part => part.Value.Length));
        try
        {
            var length = 0;
            foreach (var part in parts)
            {
                if (Ascii.FromUtf16(part.Value, bytes.AsSpan(length), out var written) != OperationStatus.Done) throw NotBase64();
                length += written;
            }
            if (Base64.DecodeFromUtf8InPlace(bytes.AsSpan(0, length), out var count) != OperationStatus.Done) throw NotBase64();
            recorder.Write(shell, recording => recording.Data("o", stream.Attribute("CommandId")?.Value ?? "",
                stream.Attribute("Name")?.Value ?? "", bytes.AsSpan(0, count)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static WsManFaultException NotBase64() => new(Fault.Internal("The target's output is not base64."));
}
