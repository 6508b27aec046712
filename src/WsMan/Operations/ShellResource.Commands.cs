using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <content>Commands: start, input, output, signals.</content>
internal sealed partial class ShellResource
{
    // How long an interrupted command that has ended is kept for a client that does not terminate it.
    private static readonly TimeSpan InterruptedGrace = TimeSpan.FromSeconds(60);

    private async ValueTask UseAsync(WsManRequest request, Func<WsManRequest, OpenShell, ValueTask> operation)
    {
        var shell = Living(request);
        if (shell.IsDisconnected) throw new WsManFaultException(Disconnected());
        shell.BeginUse();
        try
        {
            await operation(request, shell).ConfigureAwait(false);
        }
        finally
        {
            shell.EndUse(time.GetUtcNow());
        }
    }

    /// <summary>The shell of a request, unless the host has ended it.</summary>
    private OpenShell Living(WsManRequest request)
    {
        var shell = Find(request);
        return shell.Ended is { } why ? throw new WsManFaultException(why) : shell;
    }

    private async ValueTask CommandAsync(WsManRequest request, OpenShell shell)
    {
        RequestOptions.Check(request, "WINRS_CONSOLEMODE_STDIN", "WINRS_SKIP_CMD_SHELL");
        var options = OptionsOf(request.Headers, request.BodyAs<CommandBody>());
        OpenCommand open;
        await shell.Starting.WaitAsync(request.Deadline).ConfigureAwait(false);
        try
        {
            Demand(request, shell);
            if (shell.Commands.ContainsKey(options.CommandId))
                throw new WsManFaultException(Fault.AlreadyExists("A command already has this CommandId."));
            var command = await Translated(() => shell.Shell.StartAsync(options, request.Deadline)).ConfigureAwait(false);
            open = new OpenCommand(options.CommandId, options.Command, command) { LastUsed = time.GetUtcNow() };
            shell.Commands[open.Id] = open;
        }
        finally
        {
            shell.Starting.Release();
        }
        // The shell may have been closed meanwhile, and would not find the command.
        if (shell.Closed.IsCancellationRequested)
        {
            await open.DisposeAsync().ConfigureAwait(false);
            throw new WsManFaultException(Aborted(shell));
        }
        request.BeginReply();
        var xml = request.Reply.Xml;
        xml.WriteStartElement("rsp", "CommandResponse", Namespaces.Shell);
        xml.WriteElementString("rsp", "CommandId", Namespaces.Shell, open.IdText);
        xml.WriteEndElement();
    }

    private void Demand(WsManRequest request, OpenShell shell)
    {
        var settings = request.Settings;
        var counted = shell.Commands.Count(c => !c.Value.IsInterrupted);
        // [MS-WSMV] 2.2.4.42: the processes of all commands count, and what is beyond the limit keeps new commands out until they are
        // fewer; 0 is not a limit. Interrupted commands do not count, but cannot pile up without end either. A shell without commands has
        // no processes, and is not measured.
        if (settings.MaxProcessesPerShell is > 0 and var most
            && (counted >= most || shell.Commands.Count >= 2L * most || (!shell.Commands.IsEmpty && shell.Shell.CountProcesses() >= most)))
            throw new WsManFaultException(
                Fault.Quota($"Limit reached: the shell has {most} processes (MaxProcessesPerShell).",
                WsManErrors.QuotaMaxCommandsPerShell));
        var operations = enumerations.CountOf(request.Caller.Identity) + _shells.Of(request.Caller).Sum(s => s.Commands.Count);
        if (operations >= settings.MaxConcurrentOperationsPerUser)
            throw new WsManFaultException(
                Fault.Quota($"Limit reached: the account has {operations} open operations (MaxConcurrentOperationsPerUser).",
                WsManErrors.QuotaMaxOperations));
    }

    private static ShellCommandOptions OptionsOf(RequestHeaders headers, CommandBody body) => new()
    {
        CommandId = body.CommandId,
        Command = body.Command,
        Arguments = body.Arguments,
        SkipShell = headers.FindOption("WINRS_SKIP_CMD_SHELL")?.IsTrue ?? false,
        // [MS-WSMV] 3.1.4.11: without the option the client's standard input is a pipe.
        ConsoleInput = headers.FindOption("WINRS_CONSOLEMODE_STDIN")?.IsTrue ?? false,
    };

    private async ValueTask SendAsync(WsManRequest request, OpenShell shell)
    {
        var pieces = request.BodyAs<SendBody>().Pieces;
        var commands = pieces.ConvertAll(piece => Find(shell, piece.CommandId));
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(request.Deadline, shell.Closed.Token);
        for (var i = 0; i < pieces.Count; i++)
            await WriteInputAsync(commands[i], pieces[i].Data, pieces[i].IsLast, shell, waiting.Token).ConfigureAwait(false);
        WriteEmpty(request, "SendResponse");
    }

    private async ValueTask WriteInputAsync(
        OpenCommand command, ReadOnlyMemory<byte> data, bool end, OpenShell shell, CancellationToken waiting)
    {
        command.LastUsed = time.GetUtcNow();
        try
        {
            await command.Command.WriteInputAsync(data, end, waiting).ConfigureAwait(false);
        }
        catch (ShellRefusedException e) when (e.Fact is ShellRefusal.InputClosed)
        {
            // [MS-WSMV] 3.1.4.13: input that a command does not read is dropped.
        }
        catch (Exception) when (shell.Closed.IsCancellationRequested)
        {
            throw new WsManFaultException(Aborted(shell));
        }
    }

    private async ValueTask SignalAsync(WsManRequest request, OpenShell shell)
    {
        var body = request.BodyAs<SignalBody>();
        var (commandId, signal) = (body.CommandId, ParseSignal(body.Code));
        // A client that terminates twice, or after the command ended with its shell, gets success: nothing is left of it.
        var found = ShellBody.ReadId(commandId) is { } id && shell.Commands.TryGetValue(id, out var known) ? known : null;
        if (found is null && signal != ShellSignal.Terminate) throw new WsManFaultException(Fault.CommandNotFound(commandId ?? ""));
        if (found is not null && signal == ShellSignal.Terminate)
        {
            shell.Commands.TryRemove(found.Id, out _);
            await found.DisposeAsync().ConfigureAwait(false);
        }
        else if (found is not null)
        {
            found.LastUsed = time.GetUtcNow();
            // The operation is free from now on: some clients send only ctrl_c.
            found.IsInterrupted |= signal == ShellSignal.CtrlC;
            await found.Command.SignalAsync(signal, request.Deadline).ConfigureAwait(false);
        }
        WriteEmpty(request, "SignalResponse");
    }

    // PowerShell's own constant has the letters the wrong way round: powershell/signal/crtl_c.
    private static ShellSignal ParseSignal(string code) => code[(code.LastIndexOf('/') + 1)..].ToLowerInvariant() switch
    {
        "terminate" => ShellSignal.Terminate,
        "ctrl_c" or "crtl_c" => ShellSignal.CtrlC,
        "ctrl_break" or "crtl_break" => ShellSignal.CtrlBreak,
        _ => throw new WsManFaultException(Fault.InvalidParameter("The signal is unknown.", WsManErrors.InvalidParameter)),
    };

    private static void WriteEmpty(WsManRequest request, string element)
    {
        request.BeginReply();
        request.Reply.Xml.WriteStartElement("rsp", element, Namespaces.Shell);
        request.Reply.Xml.WriteEndElement();
    }

    private static OpenCommand Find(OpenShell shell, string? commandId)
    {
        // [MS-WSMV] 3.1.4.1.31.1: a command shell has no streams of its own.
        if (commandId is null)
            throw new WsManFaultException(Fault.InvalidParameter("The stream names no command.", WsManErrors.InvalidParameter));
        return ShellBody.ReadId(commandId) is { } id && shell.Commands.TryGetValue(id, out var command)
            ? command
            : throw new WsManFaultException(Fault.CommandNotFound(commandId));
    }

    private static void SweepCommand(OpenShell shell, Guid id, OpenCommand command, DateTimeOffset now)
    {
        if (!command.IsInterrupted || now - command.LastUsed < InterruptedGrace || command.Command.ExitCode is null) return;
        if (shell.Commands.TryRemove(id, out _)) _ = command.DisposeAsync().AsTask();
    }

    private static Fault Aborted(OpenShell? shell = null) =>
        shell?.Ended ?? Fault.Internal("The shell was closed.", WsManErrors.OperationAborted);

    private static async ValueTask<T> Translated<T>(Func<ValueTask<T>> start)
    {
        try
        {
            return await start().ConfigureAwait(false);
        }
        catch (ShellRefusedException e)
        {
            throw new WsManFaultException(e.Fact switch
            {
                ShellRefusal.NoUnixUser or ShellRefusal.BadUnixUser or ShellRefusal.OperatorsNotTrusted => Fault.AccessDenied(e.Message),
                ShellRefusal.BadWorkingDirectory => Fault.InvalidParameter(e.Message, WsManErrors.BadDirectory),
                ShellRefusal.BadCodePage => Fault.InvalidParameter(e.Message, WsManErrors.CodePageNotSupported),
                ShellRefusal.NoProgram => Fault.Internal(e.Message, WsManErrors.FileNotFound),
                ShellRefusal.NoResources => Fault.Quota(e.Message),
                _ => Aborted(),
            });
        }
    }
}
