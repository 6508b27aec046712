using System.Net;
using Sekimori.Interop.WsMan;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.WsMan.Operations;

// One after the other: one host of shells runs in a process, and a domain controller that finds a port of its range taken by another test's
// server starts without its RPC, and stays so for every test after this one.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

if (ShellKeeper.IsRequested(args)) return ShellKeeper.Run(args);

// A server to try clients and tools on by hand: serve ADDRESS HTTP-PORT HTTPS-PORT [unencrypted]
if (args is ["serve", var address, var http, var https, .. var rest])
{
    var settings = new WsManSettings { AllowUnencrypted = rest.Contains("unencrypted") };
    await using var server = await WsManTestServer.StartAsync(
        settings, address: IPAddress.Parse(address), httpPort: int.Parse(http), httpsPort: int.Parse(https));
    Console.WriteLine($"{server.Http} {server.Https} accounts reader, operator, admin, password {WsManTestServer.Password}");
    await Task.Delay(Timeout.Infinite);
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
