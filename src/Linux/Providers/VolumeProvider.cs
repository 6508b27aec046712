using System.Globalization;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>
/// The same file systems as Win32_LogicalDisk, by device: udev's name by UUID if there is one, else the device, else the mount point.
/// DriveLetter is the mount point, which is Win32_LogicalDisk.DeviceID.
/// </summary>
internal sealed class VolumeProvider(LinuxHost host) : CimProvider<Win32Volume>
{
    protected override IEnumerable<Win32Volume> Enumerate(ProviderRequest request)
    {
        var mounts = FileSystemFacts.Visible(host.Paths.Proc).ToList();
        // The loader's files are on the first of these that is a file system of its own.
        var system = ((string[])["/boot/efi", "/boot", "/"]).FirstOrDefault(t => mounts.Exists(m => m.Target == t));
        var paged = SwapArea.ReadAll(host.Paths.Proc).Where(s => s.IsFile)
            .Select(s => FileSystemFacts.MountOf(mounts, s.Name)?.Target).ToHashSet();
        var only = request.TryGetEqual(Win32Volume.At.DriveLetter, out var letter) ? letter.AsString : null;
        foreach (var mount in mounts)
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if ((only is null || string.Equals(only, mount.Target, StringComparison.OrdinalIgnoreCase))
                && Read(mount, mount.Target == system, paged.Contains(mount.Target)) is { } volume)
                yield return volume;
        }
    }

    private Win32Volume? Read(Mount mount, bool isSystem, bool isPaged)
    {
        if (Libc.StatVfs(mount.Target, out var facts) != 0 || facts.Blocks == 0)
            return null;
        var type = FileSystemFacts.DriveTypeOf(mount, host.Paths.Sys);
        var device = mount.Device is { } source ? BlockDevices.Resolve(source) : null;
        var uuid = device is null ? null : BlockDevices.LinkTo(host.Paths.Dev, "disk/by-uuid", device);
        var label = device is null ? null : BlockDevices.LinkTo(host.Paths.Dev, "disk/by-label", device);
        return new Win32Volume
        {
            Caption = mount.Target,
            Description = FileSystemFacts.Describe(type),
            Name = mount.Target,
            CreationClassName = "Win32_Volume",
            DeviceID = uuid is null ? mount.Device ?? mount.Target : "/dev/disk/by-uuid/" + uuid,
            SystemCreationClassName = "Win32_ComputerSystem",
            SystemName = host.Name,
            Access = FileSystemFacts.AccessOf(facts),
            BlockSize = facts.FragmentSize,
            NumberOfBlocks = facts.Blocks,
            Automount = true,
            BootVolume = mount.Target == "/",
            Capacity = facts.Blocks * facts.FragmentSize,
            DriveLetter = mount.Target,
            DriveType = type,
            FileSystem = mount.Type,
            FreeSpace = facts.AvailableBlocks * facts.FragmentSize,
            Label = label,
            MaximumFileNameLength = (uint)facts.NameMax,
            PageFilePresent = isPaged,
            SerialNumber = SerialOf(uuid),
            SystemVolume = isSystem,
        };
    }

    // A FAT's identifier is its 32-bit serial number, "1A2B-3C4D"; others have none.
    private static uint? SerialOf(string? uuid) =>
        uuid is { Length: 9 } && uuid[4] == '-'
        && uint.TryParse(uuid.Remove(4, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var serial) ? serial : null;
}
