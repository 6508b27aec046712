using System.Globalization;

namespace Sekimori.Linux.Host;

/// <summary>Network interfaces as /sys/class/net has them.</summary>
internal static class NetworkInterfaces
{
    public static IEnumerable<string> Directories(string sys)
    {
        var root = Path.Combine(sys, "class/net");
        return Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).OrderBy(d => CpuTopology.Number(d, "ifindex") ?? 0)
            : [];
    }

    /// <summary>The flags of the interface, IFF_UP and so on.</summary>
    public static uint Flags(string directory) =>
        KernelFile.ReadText(Path.Combine(directory, "flags")) is { } text && text.StartsWith("0x", StringComparison.Ordinal)
        && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flags) ? flags : 0;

    /// <summary>The hardware address in capitals, as Windows writes it; null if there is none, or only zeros.</summary>
    public static string? HardwareAddress(string directory) =>
        KernelFile.ReadText(Path.Combine(directory, "address")) is { } address && address.AsSpan().IndexOfAnyExcept('0', ':') >= 0
        ? address.ToUpperInvariant()
        : null;
}
