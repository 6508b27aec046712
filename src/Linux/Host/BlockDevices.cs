namespace Sekimori.Linux.Host;

/// <summary>Block devices: their names, and what /sys and udev's links say of them.</summary>
internal static class BlockDevices
{
    /// <summary>The device node behind a path that may be a link, such as /dev/disk/by-uuid/… or /dev/mapper/….</summary>
    public static string Resolve(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            return path;
        }
    }

    /// <summary>The name of udev's link to a device, for example its label; null if there is none.</summary>
    public static string? LinkTo(string dev, string directory, string device)
    {
        var links = Path.Combine(dev, directory);
        if (!Directory.Exists(links))
            return null;
        foreach (var link in Directory.EnumerateFileSystemEntries(links))
            if (Resolve(link) == device)
                return UnescapeUdev(Path.GetFileName(link));
        return null;
    }

    public static bool IsRemovable(string sys, string device)
    {
        var name = Path.GetFileName(Resolve(device));
        var entry = Path.Combine(sys, "class/block", name);
        // A partition has no such file of its own; the disk is the directory above it.
        var removable = KernelFile.ReadText(Path.Combine(entry, "removable"))
            ?? KernelFile.ReadText(Path.Combine(Resolve(entry), "../removable"));
        return removable == "1";
    }

    // udev writes what may not be in a file's name as "\x20".
    private static string UnescapeUdev(string name)
    {
        for (int at; (at = name.IndexOf(@"\x", StringComparison.Ordinal)) >= 0 && at + 4 <= name.Length;)
        {
            if (!byte.TryParse(name.AsSpan(at + 2, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
                break;
            name = string.Concat(name.AsSpan(0, at), ((char)code).ToString(), name.AsSpan(at + 4));
        }
        return name;
    }
}
