using Sekimori.Linux.Shells.Keeper;
using Sekimori.Local;

// The hidden mode in which this program keeps one remote shell: it starts ten times as fast as the whole program.
if (ShellKeeper.IsRequested(args))
    return ShellKeeper.Run(args);

// The program's own work ends here; everything else, and failures before anything is done, go to the whole program.
return await LocalCommand.TryRunAsync(args)
#if NET10_0_OR_GREATER
    ?? await RemoteShellCommand.TryRunAsync(args)
#endif
    ?? WholeProgram.Become(args);
