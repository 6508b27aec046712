using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Security.Credentials;

// RemoteShell HOST USER PASSWORD COMMAND [CERTIFICATE-SHA256]: runs a command, first at once, then with its output as it comes.
if (args.Length is not (4 or 5)) return 2;
var options = new WsManClientOptions { Trust = new WsManTrust { Fingerprint = args.ElementAtOrDefault(4) } };
using var host = new WsManClient(args[0], Credential.FromPassword(args[1], args[2]), options);
try
{
    var result = await host.RunAsync(args[3]);
    Console.WriteLine($"{result.Output.Length} characters of output, exit code {result.ExitCode}");

    await using var shell = await host.OpenShellAsync(new RemoteShellOptions { HasInput = false });
    await using var command = await shell.StartAsync(new RemoteCommandOptions(args[3]));
    return await command.CopyToAsync(Console.OpenStandardOutput(), Console.OpenStandardError());
}
catch (WsManClientException e)
{
    Console.Error.WriteLine($"{e.Failure}: {e.Message}");
    return 1;
}
