using System.Text;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The mounted file systems that hold something: those that df(1) lists. Each is known by where it is mounted.</summary>
internal sealed class LogicalDiskProvider(LinuxHost host) : CimProvider<Win32LogicalDisk>
{
    // Win32_LogicalDisk.DriveType
    private const uint Removable = 2, Fixed = 3, Network = 4, Compact = 5, Memory = 6;

    // Win32_LogicalDisk.MediaType
    private const uint RemovableMedia = 11, FixedMedia = 12;

    private const ulong ReadOnlyFlag = 1; // ST_RDONLY

    private static readonly HashSet<string> _network = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "9p", "virtiofs", "afs", "ncpfs", "glusterfs", "fuse.glusterfs", "fuse.sshfs",
        "lustre", "beegfs",
    };

    protected override IEnumerable<Win32LogicalDisk> Enumerate(ProviderRequest request)
    {
        var only = request.TryGetEqual(Win32LogicalDisk.At.DeviceID, out var id) ? id.AsString : null;
        foreach (var mount in Visible(host.Paths.Proc))
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if ((only is null || string.Equals(only, mount.Target, StringComparison.OrdinalIgnoreCase)) && Read(mount) is { } disk)
                yield return disk;
        }
    }

    /// <summary>The mounts that df lists: of several of one device the one nearest the root, and none that another mount hides.</summary>
    internal static IEnumerable<Mount> Visible(string proc)
    {
        var byTarget = new Dictionary<string, Mount>(StringComparer.Ordinal);
        foreach (var mount in MountTable.Read(proc))
            byTarget[mount.Target] = mount;
        return byTarget.Values
            .GroupBy(m => m.Device ?? m.Target, StringComparer.Ordinal)
            .Select(g => g.MinBy(m => m.Target.Length)!)
            .OrderBy(m => m.Target, StringComparer.Ordinal);
    }

    internal static uint DriveTypeOf(Mount mount, string sys)
    {
        if (_network.Contains(mount.Type))
            return Network;
        if (mount.Type is "tmpfs" or "ramfs")
            return Memory;
        if (mount.Type is "iso9660" or "udf")
            return Compact;
        return mount.Device is { } device && BlockDevices.IsRemovable(sys, device) ? Removable : Fixed;
    }

    private Win32LogicalDisk? Read(Mount mount)
    {
        if (Libc.StatVfs(mount.Target, out var facts) != 0 || facts.Blocks == 0)
            return null;
        var type = DriveTypeOf(mount, host.Paths.Sys);
        var device = mount.Device is { } source ? BlockDevices.Resolve(source) : null;
        return new Win32LogicalDisk
        {
            Caption = mount.Target,
            Description = type switch
            {
                Removable => "Removable Disk",
                Network => "Network Connection",
                Compact => "CD-ROM Disc",
                Memory => "RAM Disk",
                _ => "Local Fixed Disk",
            },
            Name = mount.Target,
            DeviceID = mount.Target,
            CreationClassName = "Win32_LogicalDisk",
            SystemCreationClassName = "Win32_ComputerSystem",
            SystemName = host.Name,
            Access = (facts.Flags & ReadOnlyFlag) != 0 ? (ushort)1 : (ushort)3, // 1 readable, 3 readable and writable
            BlockSize = facts.FragmentSize,
            NumberOfBlocks = facts.Blocks,
            Size = facts.Blocks * facts.FragmentSize,
            FreeSpace = facts.AvailableBlocks * facts.FragmentSize,
            DriveType = type,
            MediaType = type switch
            {
                Fixed => FixedMedia,
                Removable or Compact => RemovableMedia,
                _ => null,
            },
            FileSystem = mount.Type,
            MaximumComponentLength = (uint)facts.NameMax,
            ProviderName = type == Network ? mount.Source : null,
            VolumeName = device is null ? null : BlockDevices.LinkTo(host.Paths.Dev, "disk/by-label", device),
            VolumeSerialNumber = device is null ? null : BlockDevices.LinkTo(host.Paths.Dev, "disk/by-uuid", device),
        };
    }
}
