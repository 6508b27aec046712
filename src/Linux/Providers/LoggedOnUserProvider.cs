using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>Which user a session belongs to.</summary>
internal sealed class LoggedOnUserProvider(LinuxHost host, SessionFacts sessions) : CimProvider<Win32LoggedOnUser>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32LoggedOnUser> Enumerate(ProviderRequest request) =>
        from session in sessions.Read()
        where session.Facts.ContainsKey("USER")
        select new Win32LoggedOnUser
        {
            Antecedent = GroupUserProvider.Account("Win32_UserAccount", host.Name, session.Facts["USER"]),
            Dependent = CimObjectPath.Of("Win32_LogonSession", "LogonId", session.Id),
        };
}
