namespace Sekimori.Linux.Host;

/// <summary>What the classes of disks and of volumes both say of a mounted file system.</summary>
internal static class FileSystemFacts
{
    // Win32_LogicalDisk.DriveType, and Win32_Volume's.
    public const uint Removable = 2, Fixed = 3, Network = 4, Compact = 5, Memory = 6;

    private const ulong ReadOnlyFlag = 1; // ST_RDONLY

    private static readonly HashSet<string> _network = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "9p", "virtiofs", "afs", "ncpfs", "glusterfs", "fuse.glusterfs", "fuse.sshfs",
        "lustre", "beegfs",
    };

    /// <summary>The mounts that df lists: of several of one device the one nearest the root, and none that another mount hides.</summary>
    public static IEnumerable<Mount> Visible(string proc)
    {
        var byTarget = new Dictionary<string, Mount>(StringComparer.Ordinal);
        foreach (var mount in MountTable.Read(proc))
            byTarget[mount.Target] = mount;
        return byTarget.Values
            .GroupBy(m => m.Device ?? m.Target, StringComparer.Ordinal)
            .Select(g => g.MinBy(m => m.Target.Length)!)
            .OrderBy(m => m.Target, StringComparer.Ordinal);
    }

    /// <summary>The mount that holds a path: the longest that is a part of it.</summary>
    public static Mount? MountOf(IEnumerable<Mount> mounts, string path) =>
        mounts.Where(m => m.Target == "/" || path == m.Target || path.StartsWith(m.Target + "/", StringComparison.Ordinal))
        .MaxBy(m => m.Target.Length);

    public static uint DriveTypeOf(Mount mount, string sys)
    {
        if (_network.Contains(mount.Type))
            return Network;
        if (mount.Type is "tmpfs" or "ramfs")
            return Memory;
        if (mount.Type is "iso9660" or "udf")
            return Compact;
        return mount.Device is { } device && BlockDevices.IsRemovable(sys, device) ? Removable : Fixed;
    }

    public static string Describe(uint driveType) => driveType switch
    {
        Removable => "Removable Disk",
        Network => "Network Connection",
        Compact => "CD-ROM Disc",
        Memory => "RAM Disk",
        _ => "Local Fixed Disk",
    };

    /// <summary>CIM_StorageExtent.Access: 1 readable, 3 readable and writable.</summary>
    public static ushort AccessOf(in Libc.VfsFacts facts) => (facts.Flags & ReadOnlyFlag) != 0 ? (ushort)1 : (ushort)3;
}
