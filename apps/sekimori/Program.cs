using Sekimori.App;
using Sekimori.Linux.Shells.Keeper;

// The hidden mode in which this program keeps one remote shell; checked before anything expensive is loaded.
if (ShellKeeper.IsRequested(args)) return ShellKeeper.Run(args);

return await Commands.RunAsync(args);
