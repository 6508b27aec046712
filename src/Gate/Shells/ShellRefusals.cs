using Sekimori.Linux.Shells;
using Sekimori.WsMan.Shell;

namespace Sekimori.Gate.Shells;

/// <summary>The host's facts in the protocol's words.</summary>
internal static class ShellRefusals
{
    internal static ShellRefusedException Of(ShellException refused) => new(
        refused.Fact switch
        {
            ShellFact.NotTrusted => ShellRefusal.OperatorsNotTrusted,
            ShellFact.NoUser => ShellRefusal.NoUnixUser,
            ShellFact.BadUser => ShellRefusal.BadUnixUser,
            ShellFact.BadDirectory => ShellRefusal.BadWorkingDirectory,
            ShellFact.NoProgram => ShellRefusal.NoProgram,
            ShellFact.InputClosed => ShellRefusal.InputClosed,
            ShellFact.Closed => ShellRefusal.Closed,
            _ => ShellRefusal.NoResources,
        },
        refused.Message);
}
