using System.Globalization;
using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Linux.Tests;

public class MachineTests
{
    [Fact]
    public async Task The_product_and_its_enclosure_come_from_DMI()
    {
        using var tree = new FakeTree();
        tree.Write("sys/class/dmi/id/product_name", "PowerEdge R640\n");
        tree.Write("sys/class/dmi/id/product_serial", "ABC123\n");
        tree.Write("sys/class/dmi/id/product_uuid", "4c4c4544-0042-4310-8058-b2c04f4e3332\n");
        tree.Write("sys/class/dmi/id/sys_vendor", "Dell Inc.\n");
        tree.Write("sys/firmware/dmi/tables/DMI", [.. Enclosure(), 127, 4, 0, 0, 0, 0]);
        var product = Assert.Single(await All(tree, "Win32_ComputerSystemProduct"));
        Assert.Equal("Win32_ComputerSystemProduct.IdentifyingNumber=\"ABC123\",Name=\"PowerEdge R640\",Version=\"\"",
            product.GetPath()!.ToString());
        Assert.Equal("4C4C4544-0042-4310-8058-B2C04F4E3332", product["UUID"].AsString);
        var enclosure = Assert.Single(await All(tree, "Win32_SystemEnclosure"));
        Assert.Equal("Win32_SystemEnclosure.Tag=\"System Enclosure 0\"", enclosure.GetPath()!.ToString());
        Assert.Equal(23, enclosure["ChassisTypes"].AsArray!.Elements[0].AsInt64);
        Assert.True(enclosure["LockPresent"].AsBoolean);
        Assert.Equal(("ACME", "S-9", "tag 7", "sku 5"), (enclosure["Manufacturer"].AsString!, enclosure["SerialNumber"].AsString!,
            enclosure["SMBIOSAssetTag"].AsString!, enclosure["SKU"].AsString!));
        Assert.Equal((3, 2, 1.75), (enclosure["SecurityStatus"].AsInt64, enclosure["NumberOfPowerCords"].AsInt64,
            enclosure["Height"].AsReal));
    }

    [Fact]
    public async Task Without_the_right_to_read_the_table_the_enclosure_is_what_everybody_may_read()
    {
        using var tree = new FakeTree();
        tree.Write("sys/class/dmi/id/chassis_type", "10\n");
        tree.Write("sys/class/dmi/id/chassis_vendor", "ACME\n");
        var enclosure = Assert.Single(await All(tree, "Win32_SystemEnclosure"));
        Assert.Equal(10, enclosure["ChassisTypes"].AsArray!.Elements[0].AsInt64);
        Assert.False(enclosure["LockPresent"].AsBoolean);
        Assert.Empty(await All(tree, "Win32_ComputerSystemProduct"));
    }

    [Fact]
    public async Task Shares_are_the_sections_of_smb_conf()
    {
        using var tree = new FakeTree();
        tree.Write("etc/samba/smb.conf", """
            [global]
               workgroup = HOME
            [homes]
               comment = Home directories
            # a comment
            [Data]
               comment = All \
            of it
               path = /srv/data
               Max Connections = 7
            [printers]
               printable = yes
            [laser]
               path = /var/spool/samba
               printable = Yes
            [old]
               path = /srv/old
               available = no
            [DATA]
               path = /srv/more
            """);
        var shares = await All(tree, "Win32_Share");
        Assert.Equal(["Data", "laser", "IPC$"], shares.Select(s => s["Name"].AsString!));
        Assert.Equal(("/srv/more", 7L, false, 0L), (shares[0]["Path"].AsString!, shares[0]["MaximumAllowed"].AsInt64,
            shares[0]["AllowMaximum"].AsBoolean, shares[0]["Type"].AsInt64));
        Assert.StartsWith("All", shares[0]["Description"].AsString!, StringComparison.Ordinal);
        Assert.Equal(1, shares[1]["Type"].AsInt64);
        Assert.True(shares[1]["AllowMaximum"].AsBoolean && shares[1]["MaximumAllowed"].IsNull);
        using var none = new FakeTree();
        Assert.Empty(await All(none, "Win32_Share"));
    }

    [Fact]
    public async Task Shares_are_those_that_testparm_prints()
    {
        Assert.SkipUnless(File.Exists("/etc/samba/smb.conf"), "no smb.conf");
        var printed = Tool.Run("testparm", "-s").Split('\n').Where(l => l.StartsWith('[')).Select(l => l.Trim('[', ']'))
            .Except(["global", "homes", "printers"]);
        var shares = (await Host.Query("SELECT Name FROM Win32_Share")).Select(s => s["Name"].AsString!);
        Assert.Equal(printed.Append("IPC$").Order(StringComparer.Ordinal), shares.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT * FROM Win32_Process WHERE Handle = {0}")]
    [InlineData("select Handle from win32_process where handle = \"{0}\"")]
    [InlineData("SELECT * FROM Win32_Process WHERE {0} = Handle AND Name LIKE \"%\"")]
    public async Task A_number_against_a_text_key_and_double_quotes_match(string query)
    {
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var process = await Host.One(query.Replace("{0}", own, StringComparison.Ordinal));
        Assert.Equal(own, process["Handle"].AsString);
    }

    private static async Task<List<CimInstance>> All(FakeTree tree, string name)
    {
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        return await (await manager.EnumerateAsync(Host.Space, name, Host.Reader, default)).ToListAsync();
    }

    // [DSP0134] 7.4, with one contained element of three bytes.
    private static byte[] Enclosure()
    {
        var bytes = new byte[0x19];
        (bytes[0], bytes[1]) = (3, 0x19);
        (bytes[0x04], bytes[0x05], bytes[0x07], bytes[0x08], bytes[0x0C]) = (1, 0x80 | 23, 2, 3, 3);
        (bytes[0x11], bytes[0x12], bytes[0x13], bytes[0x14], bytes[0x18]) = (1, 2, 1, 3, 4);
        return [.. bytes, .. Encoding.ASCII.GetBytes("ACME\0S-9\0tag 7\0sku 5\0\0")];
    }
}
