using System.Runtime.InteropServices;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Local;

/// <summary>
/// Runs a command on another host with the library's own client. After the first byte is sent there is no way back to the whole program,
/// because a command must not run twice: failures are worded here, by the same code.
/// </summary>
internal static partial class RemoteShellCommand
{
    /// <summary>As in the whole program: Ctrl-C ends the process after this time at the latest.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(4.5);

    /// <summary>Answers.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code; null if the line is not for this program.</returns>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        if (RemoteShellLine.TryParse(args) is not { } line) return null;
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, interrupted));
        try
        {
            return await RunAsync(line, interrupted.Token);
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Done;
        }
        catch (Exception failure)
        {
            var (exitCode, text) = FailureText.Of(failure);
            Screen.OfProcess(json: false).Complain(text, failure);
            return exitCode;
        }
    }

    private static async Task<int> RunAsync(RemoteShellLine line, CancellationToken interrupted)
    {
        var address = WsManAddress.Parse(line.Url);
        // Authorities that do not count are not read: OpenSSL needs more time for them than for everything else.
        if (line.Trust is { Anyone: true } or { Fingerprint: not null } or { AuthorityFile: not null }) LeaveSystemAuthorities();
        var password = line.PasswordFromInput ? RawInput.ReadPassword() : RawInput.PasswordOfEnvironment!;
        using var client = new WsManClient(address, new WsManClientOptions
        {
            UserName = line.User,
            Password = password,
            Authentication = line.Scheme,
            Initiator = line.Scheme == WsManAuthentication.Basic
                ? null
                : new SecurityInitiator(PasswordCredential.Parse(line.User, password)),
            AllowUnencrypted = line.AllowUnencrypted,
            Proxy = WsManProxy.FromEnvironment(address),
            OperationTimeout = line.Timeout,
            Trust = line.Trust,
        });
        return await RemoteRun.RunAsync(
            client, new RemoteShellOptions { WorkingDirectory = line.Folder, Environment = line.Variables }, line.Words, line.Direct,
            interrupted);
    }

    private static void End(PosixSignalContext signal, CancellationTokenSource interrupted)
    {
        signal.Cancel = true;
        interrupted.Cancel();
        var exitCode = signal.Signal == PosixSignal.SIGTERM ? 143 : ExitCode.Interrupted;
        _ = Task.Delay(TerminationTimeout).ContinueWith(_ => Environment.Exit(exitCode), TaskScheduler.Default);
    }

    // .NET reads them for every chain, even with its own roots, and asks OpenSSL for their place: through these variables of the process's
    // environment.
    private static void LeaveSystemAuthorities()
    {
        _ = SetVariable("SSL_CERT_DIR", "/dev/null", 1);
        _ = SetVariable("SSL_CERT_FILE", "/dev/null", 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
