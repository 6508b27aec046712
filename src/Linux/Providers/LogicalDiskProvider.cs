using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The mounted file systems that hold something: those that df(1) lists. Each is known by where it is mounted.</summary>
internal sealed class LogicalDiskProvider(LinuxHost host) : CimProvider<Win32LogicalDisk>
{
    // Win32_LogicalDisk.MediaType
    private const uint RemovableMedia = 11, FixedMedia = 12;

    protected override IEnumerable<Win32LogicalDisk> Enumerate(ProviderRequest request)
    {
        var only = request.TryGetEqual(Win32LogicalDisk.At.DeviceID, out var id) ? id.AsString : null;
        foreach (var mount in FileSystemFacts.Visible(host.Paths.Proc))
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if ((only is null || string.Equals(only, mount.Target, StringComparison.OrdinalIgnoreCase)) && Read(mount) is { } disk)
                yield return disk;
        }
    }

    private Win32LogicalDisk? Read(Mount mount)
    {
        if (Libc.StatVfs(mount.Target, out var facts) != 0 || facts.Blocks == 0)
            return null;
        var type = FileSystemFacts.DriveTypeOf(mount, host.Paths.Sys);
        var device = mount.Device is { } source ? BlockDevices.Resolve(source) : null;
        return new Win32LogicalDisk
        {
            Caption = mount.Target,
            Description = FileSystemFacts.Describe(type),
            Name = mount.Target,
            DeviceID = mount.Target,
            CreationClassName = "Win32_LogicalDisk",
            SystemCreationClassName = "Win32_ComputerSystem",
            SystemName = host.Name,
            Access = FileSystemFacts.AccessOf(facts),
            BlockSize = facts.FragmentSize,
            NumberOfBlocks = facts.Blocks,
            Size = facts.Blocks * facts.FragmentSize,
            FreeSpace = facts.AvailableBlocks * facts.FragmentSize,
            DriveType = type,
            MediaType = type switch
            {
                FileSystemFacts.Fixed => FixedMedia,
                FileSystemFacts.Removable or FileSystemFacts.Compact => RemovableMedia,
                _ => null,
            },
            FileSystem = mount.Type,
            MaximumComponentLength = (uint)facts.NameMax,
            ProviderName = type == FileSystemFacts.Network ? mount.Source : null,
            VolumeName = device is null ? null : BlockDevices.LinkTo(host.Paths.Dev, "disk/by-label", device),
            VolumeSerialNumber = device is null ? null : BlockDevices.LinkTo(host.Paths.Dev, "disk/by-uuid", device),
        };
    }
}
