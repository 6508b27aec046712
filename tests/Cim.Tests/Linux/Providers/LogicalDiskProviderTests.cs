using System.Globalization;

namespace Sekimori.Linux.Tests;

public class LogicalDiskProviderTests
{
    [Fact]
    public async Task Every_file_system_that_df_lists_is_there_with_its_numbers()
    {
        var df = List();
        var disks = (await Host.Query("SELECT * FROM Win32_LogicalDisk")).ToDictionary(d => d["DeviceID"].AsString!);
        var after = List();
        // What somebody mounts or unmounts meanwhile is in one of the two lists.
        Assert.Empty(df.Keys.Intersect(after.Keys).Except(disks.Keys));
        Assert.Empty(disks.Keys.Except(df.Keys.Union(after.Keys)));
        foreach (var (target, row) in df.Where(one => after.ContainsKey(one.Key)))
        {
            var disk = disks[target];
            Assert.Equal(row[1], disk["Size"].ToString());
            var free = double.Parse(row[2], CultureInfo.InvariantCulture);
            Assert.InRange(disk["FreeSpace"].AsUInt64, free - (64 << 20), free + (64 << 20));
            Assert.Equal(row[3], disk["FileSystem"].AsString);
            Assert.Equal(disk["NumberOfBlocks"].AsUInt64 * disk["BlockSize"].AsUInt64, disk["Size"].AsUInt64);
            Assert.Equal(row[3] is "tmpfs" ? 6 : 3, disk["DriveType"].AsInt64);
        }

        static Dictionary<string, string[]> List() =>
            Tool.Table("df", "-B1", "--output=target,size,avail,fstype,source").Skip(1).ToDictionary(r => r[0]);
    }

    [Fact]
    public async Task One_disk_is_found_by_its_mount_point()
    {
        var disk = await Host.One("SELECT * FROM Win32_LogicalDisk WHERE DeviceID = '/'");
        Assert.Equal("Win32_LogicalDisk.DeviceID=\"/\"", disk.GetPath()!.ToString());
        Assert.Equal("Local Fixed Disk", disk["Description"].AsString);
    }
}
