using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.App.WsMan;

/// <summary>
/// Runs a command on another host as if it ran here: input and output are forwarded, Ctrl-C reaches it, its exit code is returned.
/// </summary>
internal static class RemoteRun
{
    /// <summary>
    /// The time after Ctrl-C in which the remote command may end by itself; then the process ends, and its shell with it.
    /// </summary>
    private static readonly TimeSpan InterruptGrace = TimeSpan.FromSeconds(3);

    /// <summary>Runs a command in its own shell.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(
        WsManClient client, RemoteShellOptions options, IReadOnlyList<string> line, bool direct, CancellationToken interrupted)
    {
        // If there is no input, the command learns so when its shell opens: one request less, and no second connection for it.
        var hasInput = !RawInput.IsNothing;
        await using var shell = await client.OpenShellAsync(options with { HasInput = hasInput }, interrupted);
        var command = await shell.StartAsync(new RemoteCommandOptions(RemoteLine.Of(line, direct)) { Direct = direct }, interrupted);
        return await FollowAsync(command, hasInput, interrupted);
    }

    /// <summary>A variable as the command line has it.</summary>
    /// <returns>Null if it is not an NAME=VALUE.</returns>
    public static KeyValuePair<string, string>? Variable(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? new(text[..at], text[(at + 1)..]) : null;
    }

    /// <summary>Forwards input and output until the command ends.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> FollowAsync(RemoteCommand command, bool hasInput, CancellationToken interrupted)
    {
        using var over = new CancellationTokenSource();
        await using var onInterrupt = interrupted.Register(() =>
        {
            _ = InterruptAsync(command);
            over.CancelAfter(InterruptGrace);
        });
        if (hasInput) _ = SendInputAsync(command, over.Token);
        try
        {
            await using var output = Console.OpenStandardOutput();
            await using var errors = Console.OpenStandardError();
            await command.CopyToAsync(output, errors, over.Token);
            return RemoteExitCode.OfProcess(command, Console.Error);
        }
        catch (IOException gone)
        {
            throw new BrokenPipeException(gone);
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private static async Task InterruptAsync(RemoteCommand command)
    {
        try
        {
            await command.SignalAsync(RemoteSignal.Interrupt);
        }
        catch (WsManClientException)
        {
            // The shell is closed next, and ends the command for certain.
        }
    }

    /// <summary>
    /// Forwards standard input. It is read on a thread of the pool, which a terminal blocks until there is input: nothing waits for this to
    /// end.
    /// </summary>
    public static async Task SendInputAsync(RemoteCommand command, CancellationToken over)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var count = await Task.Run(() => RawInput.Stream.Read(buffer), over);
                await command.SendAsync(buffer.AsMemory(0, count), end: count == 0, over);
                if (count == 0) return;
            }
        }
        catch (Exception e) when (e is WsManClientException or OperationCanceledException or IOException)
        {
            // The command has ended, or no longer reads: the result of reading its output counts.
        }
    }
}
