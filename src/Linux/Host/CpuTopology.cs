using System.Globalization;

namespace Sekimori.Linux.Host;

/// <summary>
/// Packages, cores and threads of the processors that are on, from /sys/devices/system/cpu; see the kernel's cputopology documentation.
/// </summary>
internal sealed class CpuTopology(IReadOnlyList<CpuTopology.Thread> threads)
{
    /// <summary>One logical processor.</summary>
    internal sealed record Thread(int Number, int Package, int Core, string Directory);

    public IReadOnlyList<Thread> Threads => threads;

    public int Packages => threads.Select(t => t.Package).Distinct().Count();

    public static CpuTopology Read(string sys)
    {
        var root = Path.Combine(sys, "devices/system/cpu");
        var threads = new List<Thread>();
        if (Directory.Exists(root))
            foreach (var directory in Directory.EnumerateDirectories(root, "cpu*"))
                if (int.TryParse(Path.GetFileName(directory).AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && Number(directory, "topology/core_id") is { } core)
                    threads.Add(new Thread(number, Math.Max(0, Number(directory, "topology/physical_package_id") ?? 0), core, directory));
        threads.Sort((a, b) => a.Number.CompareTo(b.Number));
        return new CpuTopology(threads);
    }

    /// <summary>The sizes of all caches of a level of one package added up, in kilobytes; null if they are not known.</summary>
    public uint? CacheKilobytes(int package, int level)
    {
        var seen = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var thread in threads.Where(t => t.Package == package))
            for (var index = 0; Directory.Exists(Path.Combine(thread.Directory, "cache", $"index{index}")); index++)
            {
                var cache = Path.Combine(thread.Directory, "cache", $"index{index}");
                if (Number(cache, "level") == level && KernelFile.ReadText(Path.Combine(cache, "size")) is { } size
                    && uint.TryParse(size.AsSpan().TrimEnd('K'), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes))
                    seen[KernelFile.ReadText(Path.Combine(cache, "shared_cpu_map")) ?? cache] = kilobytes;
            }
        return seen.Count == 0 ? null : (uint)seen.Values.Sum(v => v);
    }

    public static int? Number(string directory, string file) =>
        int.TryParse(KernelFile.ReadText(Path.Combine(directory, file)), CultureInfo.InvariantCulture, out var number) ? number : null;
}
