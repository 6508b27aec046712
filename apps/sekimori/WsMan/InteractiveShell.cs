using System.Runtime.InteropServices;
using System.Text;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.App.WsMan;

/// <summary>
/// `sekimori shell URL` at a terminal: the login shell of a Unix host, with its own terminal there. WinRM's command shell has pipes only;
/// script(1) creates the terminal, which nearly every Unix host has. Keys are sent as they are typed, including Ctrl-C; a second command in
/// the same shell forwards changes of the window size.
/// </summary>
internal static class InteractiveShell
{
    // Control characters that no tty name contains, around its name in the first output.
    private const char Before = '\u0001', After = '\u0002';

    /// <summary>Runs until the remote login shell ends.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(WsManClient client, RemoteShellOptions options, CancellationToken cancellationToken)
    {
        var terminal = Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term ? term : "dumb";
        await using var shell = await client.OpenShellAsync(
            options with { Environment = [.. options.Environment, new("TERM", terminal)] }, cancellationToken);
        var command = await shell.StartAsync(new RemoteCommandOptions(Line(Console.WindowHeight, Console.WindowWidth)), cancellationToken);
        using var raw = RawTerminal.Take()
            ?? throw new CommandException(
            ExitCode.Failed, "standard input is not a terminal; specify a command: sekimori shell URL -- COMMAND");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        string? device = null;
        using var resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, signal => { _ = ResizeAsync(shell, device); });
        _ = RemoteRun.SendInputAsync(command, over.Token);
        await using var output = Console.OpenStandardOutput();
        try
        {
            await foreach (var run in command.ReadAsync(over.Token))
            {
                var bytes = run.Bytes;
                if (device is null && !run.IsError) (device, bytes) = TakeName(bytes);
                await output.WriteAsync(bytes, over.Token);
                await output.FlushAsync(over.Token);
            }
        }
        finally
        {
            await over.CancelAsync();
        }

        return RemoteExitCode.OfProcess(command, Console.Error);
    }

    /// <summary>The line that starts a login shell at a terminal of this size, and prints its terminal's name first.</summary>
    internal static string Line(int rows, int columns)
    {
        var inner = $"stty rows {rows} cols {columns}; printf \"\\001%s\\002\" \"$(tty)\"; exec \"${{SHELL:-/bin/sh}}\" -l";
        return "if command -v script >/dev/null 2>&1; then exec script -qec '" + inner + "' /dev/null; "
            + "else printf '\\001\\002'; echo 'sekimori: that host has no script(1), so this shell has no terminal' >&2; exec " +
            "\"${SHELL:-/bin/sh}\" -i; fi";
    }

    private static (string? Device, ReadOnlyMemory<byte> Output) TakeName(ReadOnlyMemory<byte> bytes)
    {
        var (from, to) = (bytes.Span.IndexOf((byte)Before), bytes.Span.IndexOf((byte)After));
        if (from < 0 || to < from) return (null, bytes);
        var rest = new byte[bytes.Length - (to - from + 1)];
        bytes.Span[..from].CopyTo(rest);
        bytes.Span[(to + 1)..].CopyTo(rest.AsSpan(from));
        return (Encoding.UTF8.GetString(bytes.Span[(from + 1)..to]), rest);
    }

    private static async Task ResizeAsync(RemoteShell shell, string? device)
    {
        if (string.IsNullOrEmpty(device) || !device.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_')) return;
        try
        {
            await using var stty = await shell.StartAsync(
                new RemoteCommandOptions($"stty -F {device} rows {Console.WindowHeight} cols {Console.WindowWidth}"));
            await stty.CopyToAsync(Stream.Null, Stream.Null);
        }
        catch (WsManClientException)
        {
            // The window keeps its old size there: a nuisance, but no reason to end the session.
        }
    }
}
