using System.Text;
using Sekimori.Client.WsMan.Shells;

namespace Sekimori.Client.WsMan;

/// <content>One command, in a shell of its own.</content>
public sealed partial class WsManClient
{
    /// <summary>Runs a command line, waits for its end and returns its output. The shell lives as long as the command.</summary>
    /// <param name="command">A line for the remote shell, as <c>uname -a</c>.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <exception cref="WsManClientException">
    /// The command could not be run, or <see cref="WsManFailure.OverLimit"/>: its output is larger than
    /// <see cref="WsManClientOptions.MaxListBytes"/>. Read the output of <see cref="RemoteShell.StartAsync"/> as it comes where it may be
    /// large.
    /// </exception>
    public Task<CommandResult> RunAsync(string command, CancellationToken cancellationToken = default) =>
        RunAsync(new RemoteCommandOptions(command), null, cancellationToken);

    /// <summary>Runs a PowerShell script (<c>-EncodedCommand</c>: quotes need no care).</summary>
    /// <param name="script">The script.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <inheritdoc cref="RunAsync(string, CancellationToken)"/>
    public Task<CommandResult> RunPowerShellAsync(string script, CancellationToken cancellationToken = default) =>
        RunAsync(
        new RemoteCommandOptions("powershell", "-NonInteractive", "-EncodedCommand",
        Convert.ToBase64String(Encoding.Unicode.GetBytes(script))), null, cancellationToken);

    /// <summary>Runs a command with options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="shell">The shell to open for it; null for the defaults, without input.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <inheritdoc cref="RunAsync(string, CancellationToken)"/>
    public async Task<CommandResult> RunAsync(
        RemoteCommandOptions command, RemoteShellOptions? shell, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var opened = await OpenShellAsync(shell ?? new RemoteShellOptions { HasInput = false }, cancellationToken).ConfigureAwait(false);
        await using (opened.ConfigureAwait(false))
        {
            var running = await opened.StartAsync(command, cancellationToken).ConfigureAwait(false);
            await using (running.ConfigureAwait(false))
            {
                using MemoryStream output = new(), errors = new();
                await foreach (var run in running.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    (run.IsError ? errors : output).Write(run.Bytes.Span);
                    // The peer decides how much a command writes: what is held has the limit of a list. A MemoryStream ends at 2 GiB.
                    if (output.Length + errors.Length > Math.Min(_options.MaxListBytes, int.MaxValue / 2))
                        throw new WsManClientException(
                            WsManFailure.OverLimit,
                            $"{Address.Authority}: the command's output is larger than {nameof(WsManClientOptions.MaxListBytes)}; read " +
                            $"it as it comes");
                }

                return new CommandResult(running.ExitCode ?? 0, Text(output), Text(errors));
            }
        }

        static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
