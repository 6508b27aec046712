using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using Sekimori.Client.Wmi;
using Sekimori.Security.Credentials;

namespace Sekimori.App.Wmi;

/// <summary>A command's connection to a server; failures become one line. The client limits the wait for each answer.</summary>
internal static class WmiSession
{
    /// <summary>Connects as the command line says, and does the work.</summary>
    public static Task<int> RunAsync(
        ParseResult result, CancellationToken cancellationToken, Func<WmiClient, Task<int>> work)
    {
        var binding = WmiTarget.BindingOf(result);
        // Before the clock runs: a password may have to be typed.
        var options = WmiTarget.OptionsOf(result);
        var credential = WmiLogon.CredentialOf(result, binding.Host)
            ?? throw new CommandException(
            ExitCode.Failed, "WMI needs a logon: specify --user NAME, or --kerberos for the tickets of kinit");
        return RunAsync(binding.Host, credential, options, work, cancellationToken);
    }

    /// <summary>Connects and does the work.</summary>
    public static async Task<int> RunAsync(
        string host, Credential credential, WmiClientOptions options, Func<WmiClient, Task<int>> work,
        CancellationToken cancellationToken)
    {
        WmiClient? client = null;
        try
        {
            client = await new Patience(host, options.Timeout, cancellationToken)
                .ForAsync(token => WmiClient.ConnectAsync(host, credential, options, token));
            return await work(client);
        }
        catch (WmiClientException failure)
        {
            throw WmiAdvice.ToCommand(failure, host);
        }
        catch (CimException failure)
        {
            // What the definition of the server's class shows to be wrong here, before anything is sent.
            throw new CommandException(
                ExitCode.Failed, $"{host}: {failure.Message.TrimEnd('.')} ({failure.Status}, 0x{(uint)failure.Status:X8})", failure);
        }
        finally
        {
            if (client is not null) await Patience.CloseAsync(client);
        }
    }
}
