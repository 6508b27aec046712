using Sekimori.Linux.Shells.Keeper;
using Xunit.Runner.InProc.SystemConsole;

// One host of shells runs in a process: the classes run one after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

if (ShellKeeper.IsRequested(args)) return ShellKeeper.Run(args);
return await ConsoleRunner.Run(args);
