using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Server.Tests.Survey;

/// <summary>The classes of a Windows host that an audit reads.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Updated">The day of the newest update, as Windows writes it.</param>
/// <param name="Administrators">Members of the administrators, half of them through a nested group.</param>
/// <param name="Standing">Whether the built-in administrator is enabled: not empty for yes.</param>
/// <param name="Failed">Failed logons of alice.</param>
internal sealed record WindowsHost(string Version, string Updated, int Administrators, string Standing, uint Failed)
{
    public void AddTo(ObjectManagerBuilder builder)
    {
        const string space = "root/cimv2";
        builder.Add(space, new FixedRows("Win32_OperatingSystem", [("Version", CimType.String), ("Caption", CimType.String)],
            [Version, "Windows"]));
        builder.Add(space, new FixedRows("Win32_QuickFixEngineering", [("HotFixID", CimType.String), ("InstalledOn", CimType.String)],
            ["KB1", "1/2/2020"], ["KB2", Updated]));
        builder.Add(space, new FixedRows("Win32_Group", [("SID", CimType.String), ("Name", CimType.String), ("Domain", CimType.String)],
            ["S-1-5-32-544", "Administrators", "H"]));
        builder.Add(space, new FixedRows("Win32_GroupUser",
            [("PartComponent", CimType.String), ("GroupComponent", CimType.String)], [.. Members()]));
        builder.Add(space, new FixedRows("Win32_UserAccount",
            [("Name", CimType.String), ("SID", CimType.String), ("Disabled", CimType.Boolean), ("PasswordExpires", CimType.Boolean),
                ("LocalAccount", CimType.Boolean)],
            ["Administrator", "S-1-5-21-1-2-3-500", Standing.Length == 0, true, true]));
        builder.Add(space, new FixedRows("Win32_NetworkLoginProfile",
            [("Name", CimType.String), ("BadPasswordCount", CimType.UInt32)], [@"LAB\alice", Failed]));
    }

    private IEnumerable<CimValue[]> Members()
    {
        const string outer = "Win32_Group.Domain='H',Name='Administrators'", inner = "Win32_Group.Domain='H',Name='Ops'";
        yield return ["\\\\H\\root\\cimv2:Win32_Group.Domain=\"H\",Name=\"Ops\"", outer];
        for (var i = 0; i < Administrators; i++)
            yield return [string.Create(CultureInfo.InvariantCulture, $"\\\\H\\root\\cimv2:Win32_UserAccount.Domain=\"H\",Name=\"u{i}\""),
                i % 2 == 0 ? outer : inner];
    }
}
