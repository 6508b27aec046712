using System.Globalization;

namespace Sekimori.Bench.Posture;

/// <summary>VmHWM: the most memory that a process has had.</summary>
internal static class PeakMemory
{
    /// <summary>In KiB; 0 for a process that is no more.</summary>
    public static long Of(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
