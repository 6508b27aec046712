using Sekimori.Local;

// What this program does itself ends here; everything else, and everything that goes wrong, is the whole program's.
return await LocalCommand.TryRunAsync(args) ?? WholeProgram.Become(args);
