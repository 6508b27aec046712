using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The local groups.</summary>
internal sealed class GroupProvider(LinuxHost host, AccountFiles accounts) : CimProvider<Win32Group>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32Group> Enumerate(ProviderRequest request) => accounts.Groups().Select(group => new Win32Group
    {
        Caption = $"{host.Name}\\{group.Name}",
        Name = group.Name,
        Status = "OK",
        Domain = host.Name,
        LocalAccount = true,
        SID = UserAccountProvider.SidOfGroup(group.Id),
        SIDType = UserAccountProvider.GroupSid,
    });
}
