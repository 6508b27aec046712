using System.Globalization;
using Sekimori.Cim.Schema;

namespace Sekimori.Linux.Tests;

public class VolumeProviderTests
{
    [Fact]
    public async Task Every_file_system_that_df_lists_is_a_volume_with_its_numbers()
    {
        var df = List();
        var volumes = (await Host.Query("SELECT * FROM Win32_Volume")).ToDictionary(v => v["DriveLetter"].AsString!);
        var after = List();
        Assert.Empty(df.Keys.Intersect(after.Keys).Except(volumes.Keys));
        foreach (var (target, row) in df.Where(one => after.ContainsKey(one.Key)))
        {
            var volume = volumes[target];
            Assert.Equal(row[1], volume["Capacity"].ToString());
            var free = double.Parse(row[2], CultureInfo.InvariantCulture);
            Assert.InRange(volume["FreeSpace"].AsUInt64, free - (64 << 20), free + (64 << 20));
            Assert.Equal(row[3], volume["FileSystem"].AsString);
            Assert.Equal(target == "/", volume["BootVolume"].AsBoolean);
        }

        static Dictionary<string, string[]> List() =>
            Tool.Table("df", "-B1", "--output=target,size,avail,fstype").Skip(1).ToDictionary(r => r[0]);
    }

    [Fact]
    public async Task A_volume_has_its_disks_numbers()
    {
        var disk = await Host.One("SELECT * FROM Win32_LogicalDisk WHERE DeviceID = '/'");
        var volume = await Host.One("SELECT * FROM Win32_Volume WHERE DriveLetter = '/'");
        Assert.Equal(disk["Size"], volume["Capacity"]);
        Assert.Equal(disk["DriveType"], volume["DriveType"]);
    }

    [Fact]
    public async Task Swap_is_that_of_the_kernel_and_of_fstab()
    {
        using var tree = new FakeTree();
        tree.Write("proc/swaps", """
            Filename				Type		Size		Used		Priority
            /dev/sda2                               partition	1999868		524288		-2
            /swap\040file                           file		1048572		0		-3

            """);
        tree.Write("etc/fstab", "# swap\n/dev/sda2 none swap sw 0 0\nUUID=1-2 none swap sw 0 0\n/dev/sda1 / ext4 rw 0 0\n");
        Directory.CreateDirectory(Path.Combine(tree.Root, "dev/disk/by-uuid"));
        File.CreateSymbolicLink(Path.Combine(tree.Root, "dev/disk/by-uuid/1-2"), "/dev/null");
        tree.Write("proc/self/mounts", "/dev/root / ext4 rw 0 0\n");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        var usage = await (await manager.EnumerateAsync(Host.Space, "Win32_PageFileUsage", Host.Reader, default)).ToListAsync();
        Assert.Equal([("/dev/sda2", 1952L, 512L), ("/swap file", 1023L, 0L)],
            usage.Select(u => (u["Name"].AsString!, u["AllocatedBaseSize"].AsInt64, u["CurrentUsage"].AsInt64)));
        Assert.All(usage, u => Assert.True(u["PeakUsage"].IsNull && !u["TempPageFile"].AsBoolean));
        var settings = await (await manager.EnumerateAsync(Host.Space, "Win32_PageFileSetting", Host.Reader, default)).ToListAsync();
        Assert.Equal(["/dev/sda2", "/dev/null"], settings.Select(s => s["Name"].AsString!));
        Assert.Equal(1952, settings[0]["MaximumSize"].AsInt64);
        Assert.True(settings[1]["MaximumSize"].IsNull);
        var volume = await (await manager.EnumerateAsync(Host.Space, "Win32_Volume", Host.Reader, default)).SingleAsync();
        Assert.True(volume["PageFilePresent"].AsBoolean);
    }

    [Fact]
    public async Task Swap_in_use_is_that_of_proc_swaps() => Assert.Equal(
        File.ReadAllLines("/proc/swaps").Skip(1).Count(l => l.Length > 0), (await Host.Query("SELECT * FROM Win32_PageFileUsage")).Count);
}
