using System.Globalization;

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
