using System.Globalization;

namespace Sekimori.Linux.Host;

/// <summary>A disk and its partitions, as /sys/block has them.</summary>
internal sealed record Disk(string Name, int Index, string Directory, IReadOnlyList<Disk.Partition> Partitions)
{
    /// <summary>The kernel counts sizes in these, whatever the disk's own sectors are.</summary>
    public const ulong KernelSector = 512;

    /// <summary>A partition; start and size in kernel sectors.</summary>
    internal sealed record Partition(string Name, int Number, ulong Start, ulong Size, string Directory);

    public string Device => "/dev/" + Name;

    public ulong Size => UInt64("size") * KernelSector ?? 0;

    /// <summary>The disks, in the order of their names: not loops, RAM disks or device-mapper's volumes, which are no hardware.</summary>
    public static List<Disk> ReadAll(string sys)
    {
        var root = Path.Combine(sys, "block");
        var disks = new List<Disk>();
        if (!System.IO.Directory.Exists(root))
            return disks;
        foreach (var directory in System.IO.Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(directory);
            // Hardware, and its virtual kinds, has a device after it; an empty drive has no size.
            if (System.IO.Directory.Exists(Path.Combine(directory, "device")) && !name.StartsWith("sr", StringComparison.Ordinal))
                disks.Add(new Disk(name, disks.Count, directory, ReadPartitions(directory, name)));
        }
        return disks;
    }

    public ulong? UInt64(string file) => Number(Directory, file);

    public string? Text(string file) => KernelFile.ReadText(Path.Combine(Directory, file));

    private static List<Partition> ReadPartitions(string directory, string disk)
    {
        var partitions = new List<Partition>();
        foreach (var entry in System.IO.Directory.EnumerateDirectories(directory, disk + "*"))
            if (Number(entry, "partition") is { } number)
                partitions.Add(
                    new Partition(Path.GetFileName(entry), (int)number, Number(entry, "start") ?? 0, Number(entry, "size") ?? 0, entry));
        partitions.Sort((a, b) => a.Number.CompareTo(b.Number));
        return partitions;
    }

    private static ulong? Number(string directory, string file) =>
        ulong.TryParse(KernelFile.ReadText(Path.Combine(directory, file)), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;
}
