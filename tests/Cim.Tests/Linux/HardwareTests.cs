using System.Globalization;
using System.Text;
using System.Text.Json;
using Sekimori.Cim.Schema;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

public class HardwareTests
{
    [Fact]
    public async Task The_processor_is_the_one_that_lscpu_prints()
    {
        using var document = JsonDocument.Parse(Tool.Run("lscpu", "--json", "--bytes"));
        var facts = new Dictionary<string, string?>(StringComparer.Ordinal);
        Flatten(document.RootElement.GetProperty("lscpu"), facts);
        var processors = await Host.Query("SELECT * FROM Win32_Processor");
        Assert.Equal(facts["Socket(s):"], processors.Count.ToString(CultureInfo.InvariantCulture));
        var first = processors[0];
        Assert.Equal(facts["Model name:"], first["Name"].AsString);
        Assert.Equal(facts["Vendor ID:"], first["Manufacturer"].AsString);
        Assert.Equal(facts["CPU family:"], first["Level"].ToString());
        Assert.Equal(facts["Stepping:"], first["Stepping"].AsString);
        Assert.Equal(facts["Core(s) per socket:"], first["NumberOfCores"].ToString());
        Assert.Equal(facts["CPU(s):"], processors.Sum(p => p["NumberOfLogicalProcessors"].AsInt64).ToString(CultureInfo.InvariantCulture));
        if (facts.TryGetValue("L2:", out var l2) || facts.TryGetValue("L2 cache:", out l2))
            Assert.Equal(long.Parse(l2!.Split(' ')[0], CultureInfo.InvariantCulture), processors.Sum(p => p["L2CacheSize"].AsInt64) * 1024);
        if (facts.TryGetValue("L3:", out var l3) || facts.TryGetValue("L3 cache:", out l3))
            Assert.Equal(long.Parse(l3!.Split(' ')[0], CultureInfo.InvariantCulture), processors.Sum(p => p["L3CacheSize"].AsInt64) * 1024);
        Assert.InRange(first["LoadPercentage"].AsInt64, 0, 100);
        var system = await Host.One("SELECT * FROM Win32_ComputerSystem");
        Assert.Equal(facts["CPU(s):"], system["NumberOfLogicalProcessors"].ToString());
        Assert.Equal(facts["Socket(s):"], system["NumberOfProcessors"].ToString());
        // lscpu names the vendors that it knows; the processor itself says that there is one.
        var isGuest = facts.ContainsKey("Hypervisor vendor:") || facts["Flags:"]!.Split(' ').Contains("hypervisor");
        Assert.Equal(isGuest, system["HypervisorPresent"].AsBoolean);
        Assert.Equal(ulong.Parse(Tool.Table("free", "-b")[1][1], CultureInfo.InvariantCulture), system["TotalPhysicalMemory"].AsUInt64);
    }

    [Fact]
    public async Task The_disks_and_partitions_are_those_that_lsblk_prints()
    {
        var rows = Tool.Run("lsblk", "-b", "-P", "-o", "NAME,TYPE,SIZE,LOG-SEC,RM,MODEL,SERIAL")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split("\" ").Select(p => p.Split("=\"")).ToDictionary(p => p[0], p => p[1].TrimEnd('"'))).ToList();
        var disks = (await Host.Query("SELECT * FROM Win32_DiskDrive")).ToDictionary(d => d["DeviceID"].AsString!);
        foreach (var row in rows.Where(r => r["TYPE"] == "disk" && !r["NAME"].StartsWith("zram", StringComparison.Ordinal)))
        {
            var disk = disks["/dev/" + row["NAME"]];
            Assert.Equal(row["SIZE"], disk["Size"].ToString());
            Assert.Equal(row["LOG-SEC"], disk["BytesPerSector"].ToString());
            Assert.Equal(row["RM"] == "1", disk["MediaType"].AsString!.StartsWith("Removable", StringComparison.Ordinal));
            Assert.Equal(row["MODEL"].Trim(), disk["Model"].AsString ?? "");
        }
        var partitions = (await Host.Query("SELECT * FROM Win32_DiskPartition")).ToDictionary(d => d["DeviceID"].AsString!);
        Assert.Equal(rows.Where(r => r["TYPE"] == "part").Select(r => "/dev/" + r["NAME"]).Order(), partitions.Keys.Order());
    }

    [Fact]
    public async Task Partitions_hang_together_with_disks_and_file_systems()
    {
        using var tree = new FakeTree();
        tree.Write("sys/block/sda/size", "2097152");
        tree.Write("sys/block/sda/removable", "0");
        tree.Write("sys/block/sda/queue/logical_block_size", "4096");
        tree.Write("sys/block/sda/device/model", "Test Disk   ");
        tree.Write("sys/block/sda/sda1/partition", "1");
        tree.Write("sys/block/sda/sda1/start", "2048");
        tree.Write("sys/block/sda/sda1/size", "1048576");
        tree.Write("sys/block/sda/sda2/partition", "2");
        tree.Write("sys/block/sda/sda2/start", "1050624");
        tree.Write("sys/block/sda/sda2/size", "1046528");
        tree.Write("proc/self/mounts",
            "/dev/sda1 / ext4 rw 0 0\n/dev/sda1 /bind ext4 rw 0 0\n/dev/sda2 /proc/with\\040blank ext4 rw 0 0\n");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        async Task<List<string>> Ask(string query) =>
            (await (await manager.QueryAsync(Host.Space, query, Host.Reader, default)).Instances.ToListAsync())
            .Select(i => i.GetPath()!.ToString()).ToList();
        Assert.Equal(["Win32_DiskPartition.DeviceID=\"/dev/sda1\"", "Win32_DiskPartition.DeviceID=\"/dev/sda2\""],
            await Ask("ASSOCIATORS OF {Win32_DiskDrive.DeviceID='/dev/sda'} WHERE AssocClass = Win32_DiskDriveToDiskPartition"));
        Assert.Equal(["Win32_LogicalDisk.DeviceID=\"/\""],
            await Ask("ASSOCIATORS OF {Win32_DiskPartition.DeviceID='/dev/sda1'} WHERE ResultClass = Win32_LogicalDisk"));
        Assert.Equal(["Win32_DiskDrive.DeviceID=\"/dev/sda\""],
            await Ask("ASSOCIATORS OF {Win32_DiskPartition.DeviceID='/dev/sda2'} WHERE ResultClass = CIM_DiskDrive"));
        var second = await manager.GetAsync(
            Host.Space, Sekimori.Cim.Model.CimObjectPath.Of("Win32_DiskPartition", "DeviceID", "/dev/sda2"), Host.Reader, default);
        Assert.Equal(1050624UL * 512, second["StartingOffset"].AsUInt64);
        Assert.Equal(1046528UL * 512 / 4096, second["NumberOfBlocks"].AsUInt64);
        var disk = await manager.GetAsync(
            Host.Space, Sekimori.Cim.Model.CimObjectPath.Of("Win32_DiskDrive", "DeviceID", "/dev/sda"), Host.Reader, default);
        Assert.Equal("Test Disk", disk["Model"].AsString);
        Assert.Equal(2, disk["Partitions"].AsInt64);
        Assert.Equal(1UL << 30, disk["Size"].AsUInt64);
    }

    [Fact]
    public async Task Firmware_and_memory_come_from_DMI()
    {
        using var tree = new FakeTree();
        tree.Write("sys/class/dmi/id/bios_vendor", "SeaBIOS\n");
        tree.Write("sys/class/dmi/id/bios_version", "1.16.2\n");
        tree.Write("sys/class/dmi/id/bios_date", "04/01/2014\n");
        tree.Write("sys/class/dmi/id/bios_release", "5.27\n");
        tree.Write("sys/class/dmi/id/sys_vendor", "QEMU\n");
        tree.Write("sys/class/dmi/id/product_name", "Standard PC\n");
        tree.Write("sys/class/dmi/id/product_serial", "S123\n");
        tree.Write("sys/firmware/dmi/tables/smbios_entry_point", [.. "_SM3_"u8, 0, 0x18, 3, 4, 0]);
        tree.Write("sys/firmware/dmi/tables/DMI",
            [.. Memory(size: 0x7FFF, extended: 32768, speed: 3200), .. Memory(size: 0, extended: 0, speed: 0),
            .. Memory(size: 4096, extended: 0, speed: 2666),
            127, 4, 0, 0, 0, 0]);
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths }).Build();
        var bios = await (await manager.EnumerateAsync(Host.Space, "Win32_BIOS", Host.Reader, default)).SingleAsync();
        Assert.Equal("SeaBIOS", bios["Manufacturer"].AsString);
        Assert.Equal("20140401000000.000000+000", bios["ReleaseDate"].ToString());
        Assert.Equal((3, 4), (bios["SMBIOSMajorVersion"].AsInt64, bios["SMBIOSMinorVersion"].AsInt64));
        Assert.Equal((5, 27), (bios["SystemBiosMajorVersion"].AsInt64, bios["SystemBiosMinorVersion"].AsInt64));
        Assert.True(bios["EmbeddedControllerMajorVersion"].IsNull);
        var modules = await (await manager.EnumerateAsync(Host.Space, "Win32_PhysicalMemory", Host.Reader, default)).ToListAsync();
        Assert.Equal(["Physical Memory 0", "Physical Memory 2"], modules.Select(m => m["Tag"].AsString));
        Assert.Equal([32UL << 30, 4UL << 30], modules.Select(m => m["Capacity"].AsUInt64));
        Assert.Equal([3200, 2666], modules.Select(m => m["Speed"].AsInt64));
        Assert.Equal(["DIMM 0", "ACME"], [modules[0]["DeviceLocator"].AsString!, modules[0]["Manufacturer"].AsString!]);
        var system = await (await manager.EnumerateAsync(Host.Space, "Win32_ComputerSystem", Host.Reader, default)).SingleAsync();
        Assert.Equal("QEMU", system["Manufacturer"].AsString);
    }

    [Fact]
    public void Any_bytes_as_a_DMI_table_end()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var table = new byte[random.Next(300)];
            random.NextBytes(table);
            var count = 0;
            foreach (var structure in DmiTable.Read(table))
            {
                _ = (structure.Text(4), structure.Word(6), structure.DoubleWord(8));
                count++;
            }

            // Each begins with four bytes of its own ([DSP0134] 6.1.2).
            Assert.InRange(count, 0, table.Length / 4);
        }
    }

    // [DSP0134] 7.18, 40 bytes formatted.
    private static byte[] Memory(ushort size, uint extended, ushort speed)
    {
        var bytes = new byte[40];
        (bytes[0], bytes[1]) = (17, 40);
        BitConverter.TryWriteBytes(bytes.AsSpan(0x08), (ushort)72);
        BitConverter.TryWriteBytes(bytes.AsSpan(0x0A), (ushort)64);
        BitConverter.TryWriteBytes(bytes.AsSpan(0x0C), size);
        bytes[0x0E] = 9;
        (bytes[0x10], bytes[0x17]) = (1, 2);
        BitConverter.TryWriteBytes(bytes.AsSpan(0x15), speed);
        BitConverter.TryWriteBytes(bytes.AsSpan(0x1C), extended);
        return [.. bytes, .. Encoding.ASCII.GetBytes("DIMM 0\0ACME\0\0")];
    }

    private static void Flatten(JsonElement list, Dictionary<string, string?> into)
    {
        foreach (var entry in list.EnumerateArray())
        {
            into.TryAdd(entry.GetProperty("field").GetString()!, entry.GetProperty("data").GetString());
            if (entry.TryGetProperty("children", out var children))
                Flatten(children, into);
        }
    }
}
