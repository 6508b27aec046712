using System.Globalization;
using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>A swap area in use, as /proc/swaps has it; sizes in kilobytes.</summary>
internal sealed record SwapArea(string Name, bool IsFile, ulong Size, ulong Used)
{
    public static IEnumerable<SwapArea> ReadAll(string proc)
    {
        // "Filename Type Size Used Priority"; white space in a name is written as in the table of mounts.
        foreach (var line in Encoding.UTF8.GetString(KernelFile.ReadAll(Path.Combine(proc, "swaps"))).Split('\n').Skip(1))
            if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var name, var type, var size, var used, ..]
                && ulong.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var total)
                && ulong.TryParse(used, NumberStyles.None, CultureInfo.InvariantCulture, out var taken))
                yield return new SwapArea(MountTable.Unescape(name), type == "file", total, taken);
    }

    /// <summary>The swap areas that fstab(5) names, each by its device or file.</summary>
    public static IEnumerable<string> ReadConfigured(string etc, string dev)
    {
        foreach (var line in Encoding.UTF8.GetString(KernelFile.ReadAll(Path.Combine(etc, "fstab"))).Split('\n'))
            if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var source, _, "swap", ..] && source[0] != '#')
                yield return Locate(MountTable.Unescape(source), dev);
    }

    private static string Locate(string source, string dev)
    {
        foreach (var (tag, directory) in (ReadOnlySpan<(string, string)>)
            [("UUID=", "by-uuid"), ("LABEL=", "by-label"), ("PARTUUID=", "by-partuuid"), ("PARTLABEL=", "by-partlabel")])
            if (source.StartsWith(tag, StringComparison.Ordinal))
                return BlockDevices.Resolve(Path.Combine(dev, "disk", directory, source[tag.Length..].Trim('"')));
        return BlockDevices.Resolve(source);
    }
}
