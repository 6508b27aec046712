using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Linux.Tests;

public class PerformanceTests
{
    [Fact]
    public async Task Processor_times_are_those_of_the_kernel_and_the_formatted_ones_add_up()
    {
        var before = Idle();
        var raw = await Host.One("SELECT * FROM Win32_PerfRawData_PerfOS_Processor WHERE Name = '0'");
        Assert.InRange(raw["PercentProcessorTime"].AsUInt64, before, Idle());
        Assert.Equal(10_000_000UL, raw["Frequency_Sys100NS"].AsUInt64);
        Assert.InRange((DateTimeOffset.UtcNow - DateTimeOffset.FromFileTime((long)raw["Timestamp_Sys100NS"].AsUInt64)).TotalSeconds, 0, 10);
        var all = await Host.Query("SELECT Name, PercentProcessorTime, PercentIdleTime FROM Win32_PerfFormattedData_PerfOS_Processor");
        Assert.Equal(Environment.ProcessorCount + 1, all.Count);
        Assert.All(all, p => Assert.InRange(p["PercentProcessorTime"].AsInt64 + p["PercentIdleTime"].AsInt64, 98, 102));

        static ulong Idle()
        {
            var words = File.ReadAllLines("/proc/stat")[1].Split(' ');
            return (ulong.Parse(words[4], CultureInfo.InvariantCulture) + ulong.Parse(words[5], CultureInfo.InvariantCulture)) * 100_000;
        }
    }

    // What tools do with two raw samples: the difference of the counter over that of its time, in its frequency.
    [Fact]
    public async Task Two_raw_samples_of_a_disk_give_the_rates_that_were()
    {
        using var tree = new FakeTree();
        tree.Write("sys/block/sda/size", "2097152");
        tree.Write("sys/block/sda/device/model", "Test");
        tree.Write("proc/diskstats", "   8       0 sda 100 0 8000 400 50 0 4000 200 3 500 700 0 0 0 0 0 0\n");
        var time = new SteppedTime();
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths, Time = time }).Build();
        var before = await Sample(manager, "PerfDisk_PhysicalDisk", "0 sda");
        time.Step(TimeSpan.FromSeconds(2));
        // In two seconds: 40 reads of 4 KiB in 1 s together, 10 writes of 8 KiB in 0.5 s; busy for half of the time.
        tree.Write("proc/diskstats", "   8       0 sda 140 0 8320 1400 60 0 4160 700 3 1500 2300 0 0 0 0 0 0\n");
        var after = await Sample(manager, "PerfDisk_PhysicalDisk", "0 sda");
        Assert.Equal(20.0, PerSecond(before, after, "DiskReadsPersec"), 6);
        Assert.Equal(40 * 4096 / 2.0, PerSecond(before, after, "DiskReadBytesPersec"), 6);
        Assert.Equal((40 * 4096 + 10 * 8192) / 2.0, PerSecond(before, after, "DiskBytesPersec"), 6);
        Assert.Equal(4096.0, OverBase(before, after, "AvgDiskBytesPerRead"), 6);
        Assert.Equal(50.0, 100 * OverBase(before, after, "PercentIdleTime"), 6);
        Assert.Equal(50.0, 100 * OverBase(before, after, "PercentDiskReadTime"), 6);
        Assert.Equal(1.0 / 40, OverBase(before, after, "AvgDisksecPerRead") / after["Frequency_PerfTime"].AsUInt64, 6);
        // 1.6 s of waiting in 2 s.
        Assert.Equal(0.8, Difference(before, after, "AvgDiskQueueLength") / Difference(before, after, "Timestamp_Sys100NS"), 6);
        Assert.Equal(2.0, Difference(before, after, "Timestamp_PerfTime") / after["Frequency_PerfTime"].AsUInt64, 6);
        // One disk: the total is the disk's.
        var total = await Sample(manager, "PerfDisk_PhysicalDisk", "_Total");
        Assert.Equal(after["PercentIdleTime"], total["PercentIdleTime"]);
        Assert.Equal(after["DiskBytesPersec"], total["DiskBytesPersec"]);
    }

    [Fact]
    public async Task The_total_of_two_disks_adds_bytes_and_averages_shares_of_the_time()
    {
        using var tree = new FakeTree();
        tree.Write("sys/block/sda/device/model", "A");
        tree.Write("sys/block/sdb/device/model", "B");
        var time = new SteppedTime();
        tree.Write("proc/diskstats", "8 0 sda 0 0 0 0 0 0 0 0 0 0 0\n8 16 sdb 0 0 0 0 0 0 0 0 0 0 0\n");
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths, Time = time }).Build();
        var before = await Sample(manager, "PerfDisk_PhysicalDisk", "_Total");
        time.Step(TimeSpan.FromSeconds(10));
        tree.Write("proc/diskstats", "8 0 sda 10 0 10 0 0 0 0 0 0 10000 0\n8 16 sdb 10 0 10 0 0 0 0 0 0 0 0\n");
        var after = await Sample(manager, "PerfDisk_PhysicalDisk", "_Total");
        Assert.Equal(2.0, PerSecond(before, after, "DiskReadsPersec"), 6);
        Assert.Equal(50.0, 100 * OverBase(before, after, "PercentIdleTime"), 6);
        Assert.Equal(50.0, 100 * Difference(before, after, "PercentIdleTime") / Difference(before, after, "Timestamp_Sys100NS"), 6);
    }

    [Fact]
    public async Task Two_raw_samples_of_an_adapter_give_its_rates_and_the_formatted_ones_are_the_same()
    {
        using var tree = new FakeTree();
        const string Head = "Inter-|   Receive                    |  Transmit\n face |bytes packets\n";
        tree.Write("proc/net/dev", Head + "  eth0: 1000 10 0 0 0 0 0 2 5000 20 0 0 0 0 0 0\n");
        var time = new SteppedTime();
        var manager = new ObjectManagerBuilder().AddLinux(new LinuxSources { Paths = tree.Paths, Time = time }).Build();
        var before = await Sample(manager, "Tcpip_NetworkAdapter", "eth0");
        _ = await Sample(manager, "Tcpip_NetworkAdapter", "eth0", "Formatted");
        time.Step(TimeSpan.FromSeconds(4));
        tree.Write("proc/net/dev", Head + "  eth0: 9000 50 1 2 0 0 0 6 6000 30 3 4 0 0 0 0\n");
        var after = await Sample(manager, "Tcpip_NetworkAdapter", "eth0");
        Assert.Equal(2000.0, PerSecond(before, after, "BytesReceivedPersec"), 6);
        Assert.Equal(2250.0, PerSecond(before, after, "BytesTotalPersec"), 6);
        Assert.Equal(1.0, PerSecond(before, after, "PacketsReceivedNonUnicastPersec"), 6);
        Assert.Equal((1, 2, 3, 4), (after["PacketsReceivedErrors"].AsInt64, after["PacketsReceivedDiscarded"].AsInt64,
            after["PacketsOutboundErrors"].AsInt64, after["PacketsOutboundDiscarded"].AsInt64));
        var formatted = await Sample(manager, "Tcpip_NetworkAdapter", "eth0", "Formatted");
        Assert.Equal(2000, formatted["BytesReceivedPersec"].AsInt64);
        Assert.Equal(2250, formatted["BytesTotalPersec"].AsInt64);
    }

    [Fact]
    public async Task Adapters_and_their_bytes_are_those_that_ip_prints()
    {
        using var ip = System.Text.Json.JsonDocument.Parse(Tool.Run("ip", "-j", "-s", "link"));
        var rows = (await Host.Query("SELECT * FROM Win32_PerfRawData_Tcpip_NetworkAdapter")).ToDictionary(r => r["Name"].AsString!);
        var links = ip.RootElement.EnumerateArray().ToList();
        Assert.Equal(links.Select(l => l.GetProperty("ifname").GetString()!).Order(), rows.Keys.Order());
        foreach (var link in links)
            Assert.InRange(rows[link.GetProperty("ifname").GetString()!]["BytesReceivedPersec"].AsUInt64,
                link.GetProperty("stats64").GetProperty("rx").GetProperty("bytes").GetUInt64(), ulong.MaxValue);
    }

    private static async Task<CimInstance> Sample(
        ObjectManager manager, string set, string name, string kind = "Raw") =>
        await manager.GetAsync(Host.Space, CimObjectPath.Of($"Win32_Perf{kind}Data_{set}", "Name", name),
            Host.Reader, TestContext.Current.CancellationToken);

    private static double PerSecond(CimInstance a, CimInstance b, string counter) =>
        Difference(a, b, counter) / (Difference(a, b, "Timestamp_PerfTime") / b["Frequency_PerfTime"].AsUInt64);

    private static double OverBase(CimInstance a, CimInstance b, string counter) =>
        Difference(a, b, counter) / Difference(a, b, counter + "_Base");

    private static double Difference(CimInstance a, CimInstance b, string property) =>
        b[property].AsUInt64 - a[property].AsUInt64;

    /// <summary>A clock that moves when it is told to. Its ticks are not those of the machine.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private TimeSpan _passed = TimeSpan.FromHours(1);

        public override long TimestampFrequency => 1_000_000;

        public void Step(TimeSpan by) => _passed += by;

        public override long GetTimestamp() => (long)(_passed.TotalSeconds * TimestampFrequency);

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + _passed;
    }

    [Fact]
    public async Task Memory_is_that_of_free()
    {
        var formatted = await Host.One("SELECT * FROM Win32_PerfFormattedData_PerfOS_Memory");
        var available = double.Parse(Tool.Table("free", "-b")[1][6], CultureInfo.InvariantCulture);
        Assert.InRange(formatted["AvailableBytes"].AsUInt64, available * 0.95, available * 1.05);
        Assert.Equal(formatted["AvailableBytes"].AsUInt64 >> 20, formatted["AvailableMBytes"].AsUInt64);
        Assert.True(formatted["PoolPagedBytes"].IsNull);
    }

    [Fact]
    public async Task The_uptime_is_that_of_the_kernel()
    {
        var formatted = await Host.One("SELECT * FROM Win32_PerfFormattedData_PerfOS_System");
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(formatted["SystemUpTime"].AsUInt64, uptime - 5, uptime + 5);
        Assert.InRange(formatted["Threads"].AsInt64, 10, 100_000);
    }

    [Fact]
    public async Task Free_space_is_that_of_df()
    {
        var root = await Host.One("SELECT * FROM Win32_PerfFormattedData_PerfDisk_LogicalDisk WHERE Name = '/'");
        var df = Tool.Table("df", "-B1", "--output=avail,size", "/")[1];
        var (available, size) = (double.Parse(df[0], CultureInfo.InvariantCulture), double.Parse(df[1], CultureInfo.InvariantCulture));
        Assert.InRange(root["FreeMegabytes"].AsInt64, available / 1048576 - 100, available / 1048576 + 100);
        Assert.InRange(root["PercentFreeSpace"].AsInt64, 100 * available / size - 1, 100 * available / size + 1);
    }

    [Fact]
    public async Task Processes_have_their_own_rows_and_a_busy_one_shows()
    {
        using var stop = new CancellationTokenSource();
        var busy = Task.Run(() => { while (!stop.IsCancellationRequested) { } });
        var own = await Host.One($"SELECT * FROM Win32_PerfFormattedData_PerfProc_Process WHERE IDProcess = {Environment.ProcessId}");
        await stop.CancelAsync();
        await busy;
        Assert.InRange(own["PercentProcessorTime"].AsInt64, 1, 100 * Environment.ProcessorCount + 20);
        Assert.True(own["PoolPagedBytes"].IsNull);
    }
}
