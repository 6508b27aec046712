using Sekimori.Linux.Shells.Keeper;
using Sekimori.Local;

// The hidden mode in which this program keeps one remote shell: it starts ten times as fast as the whole program does.
if (ShellKeeper.IsRequested(args))
    return ShellKeeper.Run(args);

// What this program does itself ends here; everything else, and what goes wrong before anything is done, is the whole program's.
return await LocalCommand.TryRunAsync(args)
#if NET10_0_OR_GREATER
    ?? await RemoteShellCommand.TryRunAsync(args)
#endif
    ?? WholeProgram.Become(args);
