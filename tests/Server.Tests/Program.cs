using Sekimori.Linux.Shells.Keeper;
using Sekimori.Server.Tests.Wmi;
using Xunit.Runner.InProc.SystemConsole;

if (ShellKeeper.IsRequested(args)) return ShellKeeper.Run(args);
if (WaitingClients.IsRequested(args)) return await WaitingClients.RunAsync(args);
return await ConsoleRunner.Run(args);
