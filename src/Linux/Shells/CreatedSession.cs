using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Shells;

/// <summary>A process that was created for an account, with all that it has started.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Group">Its control group; null if there is none.</param>
/// <param name="Mark">The mark that all of its processes carry.</param>
internal sealed record CreatedSession(CreatedOwner Owner, ShellCgroup? Group, ShellMark Mark);
