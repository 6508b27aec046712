using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <content>Receive ([MS-WSMV] 3.1.4.14): waits for output until the operation's time has ended.</content>
internal sealed partial class ShellResource
{
    // What stands around the base64 in a reply: headers, and about 120 bytes of tags for each run.
    private const int FrameBytes = 4096;

    private async ValueTask ReceiveAsync(WsManRequest request, OpenShell shell)
    {
        var body = request.BodyAs<ReceiveBody>();
        var command = Find(shell, body.CommandId);
        var way = await command.BeginReceiveAsync(request.Left, request.Deadline).ConfigureAwait(false);
        try
        {
            command.LastUsed = time.GetUtcNow();
            // UTF-16 doubles the text, base64 makes four characters of three bytes.
            var characters = (request.Reply.Charset == EnvelopeCharset.Utf8
                ? request.MaxReplyBytes
                : request.MaxReplyBytes / 2) - FrameBytes;
            using var output = new OutputCollector(Math.Max(768, characters / 4 * 3));
            await CollectAsync(request, shell, command, output, way, stream => shell.Wants(stream) && Desires(body.Streams, stream))
                .ConfigureAwait(false);
            // The end of processes that held too much memory is not an exit code of theirs.
            if (shell.Ended is { } why) throw new WsManFaultException(why);
            WriteOutput(request, command, output);
        }
        finally
        {
            command.EndReceive();
        }
    }

    private async ValueTask CollectAsync(
        WsManRequest request, OpenShell shell, OpenCommand command, OutputCollector output, CancellationToken way,
        Func<ShellStream, bool> wanted)
    {
        output.Drain(command.Command, wanted);
        var isNew = !command.HasOutput;
        if (command.Command.ExitCode is not null || (!output.IsEmpty && !isNew)) return;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource([request.Deadline, shell.Closed.Token, shell.Left, way]);
        try
        {
            while (output.IsEmpty && command.Command.ExitCode is null)
            {
                await command.Command.WaitForOutputAsync(waiting.Token).ConfigureAwait(false);
                output.Drain(command.Command, wanted);
            }
            await SettleAsync(shell, command, output, wanted, waiting.Token).ConfigureAwait(false);
        }
        catch (Exception) when (shell.Closed.IsCancellationRequested || !shell.Commands.ContainsKey(command.Id))
        {
            throw new WsManFaultException(Aborted(shell));
        }
        catch (OperationCanceledException) when (way.IsCancellationRequested)
        {
            throw new WsManFaultException(
                Fault.Concurrency("The client of this Receive disconnected, and another Receive replaced it.",
                WsManErrors.ReceiveInProgress));
        }
        catch (OperationCanceledException) when (shell.IsDisconnected)
        {
            throw new WsManFaultException(Disconnected());
        }
    }

    /// <summary>
    /// A command has started to write, or continues after a pause: most end within milliseconds. Several clients read one reply only, or
    /// expect the exit code together with output; and it saves a request. A command that writes continuously does not get here: its output
    /// is there before it is requested, and it has written before.
    /// </summary>
    private async ValueTask SettleAsync(
        OpenShell shell, OpenCommand command, OutputCollector output, Func<ShellStream, bool> wanted, CancellationToken waiting)
    {
        if (shell.Settling <= TimeSpan.Zero) return;
        using var settled = new CancellationTokenSource(shell.Settling, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(waiting, settled.Token);
        try
        {
            while (!output.IsFull && command.Command.ExitCode is null)
            {
                await command.Command.WaitForOutputAsync(either.Token).ConfigureAwait(false);
                output.Drain(command.Command, wanted);
            }
        }
        catch (OperationCanceledException)
        {
            // Output so far is sent, even if the operation's own time has ended.
        }
    }

    private static void WriteOutput(WsManRequest request, OpenCommand command, OutputCollector output)
    {
        // The exit code is known once both streams have been read to their ends: it is in the same reply.
        var exitCode = command.Command.ExitCode;
        command.HasOutput |= output.Runs.Count > 0;
        request.BeginReply();
        var xml = request.Reply.Xml;
        xml.WriteStartElement("rsp", "ReceiveResponse", Namespaces.Shell);
        foreach (var (stream, start, length) in output.Runs)
        {
            xml.WriteStartElement("rsp", "Stream", Namespaces.Shell);
            xml.WriteAttributeString("Name", ShellNames.NameOf(stream));
            xml.WriteAttributeString("CommandId", command.IdText);
            request.Reply.WriteBase64(output.Bytes(start, length));
            xml.WriteEndElement();
        }
        foreach (var stream in output.Ended)
        {
            xml.WriteStartElement("rsp", "Stream", Namespaces.Shell);
            xml.WriteAttributeString("Name", ShellNames.NameOf(stream));
            xml.WriteAttributeString("CommandId", command.IdText);
            xml.WriteAttributeString("End", "true");
            xml.WriteEndElement();
        }
        xml.WriteStartElement("rsp", "CommandState", Namespaces.Shell);
        xml.WriteAttributeString("CommandId", command.IdText);
        xml.WriteAttributeString("State", exitCode is null ? ShellNames.Running : ShellNames.Done);
        if (exitCode is { } code)
            xml.WriteElementString("rsp", "ExitCode", Namespaces.Shell, code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    // Output of a stream that a Receive does not name is dropped, as is that of one which the shell was not opened with: no client is known
    // that asks for one after the other.
    private static bool Desires(string streams, ShellStream stream) =>
        streams.Length == 0 || streams.Contains(ShellNames.NameOf(stream), StringComparison.OrdinalIgnoreCase);
}
