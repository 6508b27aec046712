using System.Diagnostics;
using System.Globalization;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>What a process uses, by proc(5).</summary>
internal static class Usage
{
    /// <summary>Memory that it has now, in bytes; 0 if it has ended.</summary>
    public static long Memory(Process process) => Field(process, "VmRSS:");

    /// <summary>The most memory that it has had, in bytes; 0 if it has ended.</summary>
    public static long MostMemory(Process process) => Field(process, "VmHWM:");

    /// <summary>Processor time that it takes within a span.</summary>
    public static async Task<TimeSpan> ProcessorAsync(Process process, TimeSpan span)
    {
        process.Refresh();
        var before = process.TotalProcessorTime;
        await Task.Delay(span);
        process.Refresh();
        return process.TotalProcessorTime - before;
    }

    private static long Field(Process process, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(one => one.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(
                line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
