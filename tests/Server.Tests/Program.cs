using Sekimori.Linux.Shells.Keeper;
using Xunit.Runner.InProc.SystemConsole;

if (ShellKeeper.IsRequested(args)) return ShellKeeper.Run(args);
return await ConsoleRunner.Run(args);
