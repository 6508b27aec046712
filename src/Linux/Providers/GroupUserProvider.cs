using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>Which user is in which group: as the group's file says, and by the user's own primary group.</summary>
internal sealed class GroupUserProvider(LinuxHost host, AccountFiles accounts) : CimProvider<Win32GroupUser>
{
    public override bool MayBlock => false;

    public static CimObjectPath Account(string className, string domain, string name) =>
        new(className, [new CimKey("Domain", domain), new CimKey("Name", name)]);

    protected override IEnumerable<Win32GroupUser> Enumerate(ProviderRequest request)
    {
        var users = accounts.Users().ToList();
        foreach (var group in accounts.Groups())
        {
            // Each group is compared with all users, also where nothing comes of it.
            request.CancellationToken.ThrowIfCancellationRequested();
            foreach (var member in group.Members.Union(users.Where(u => u.GroupId == group.Id).Select(u => u.Name)))
                yield return new Win32GroupUser
                {
                    GroupComponent = Account("Win32_Group", host.Name, group.Name),
                    PartComponent = Account("Win32_UserAccount", host.Name, member),
                };
        }
    }
}
