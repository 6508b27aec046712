using Sekimori.Posture.Facts;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>Recognises a file by its content, and reads its facts.</summary>
internal static class OfflineFile
{
    /// <summary>
    /// The largest file that is read: registry.pol of the largest baselines has 200 KB, an export of a whole hive in text 100 MB.
    /// </summary>
    public const int MaxSize = 16 * 1024 * 1024;

    /// <summary>The format of a file by its first bytes or lines.</summary>
    public static OfflineFormat Recognise(ReadOnlySpan<byte> bytes)
    {
        // [MS-GPREG] 2.2.1: "PReg".
        if (bytes.StartsWith("PReg"u8)) return OfflineFormat.RegistryPolicy;
        var text = OfflineText.Decode(bytes[..Math.Min(bytes.Length, 64 * 1024)]);
        if (text.StartsWith("Windows Registry Editor", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("REGEDIT4", StringComparison.Ordinal))
            return OfflineFormat.RegistryFile;
        if (text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal)
            && text.Contains($"\"{BundleReader.Mark}\"", StringComparison.Ordinal))
            return OfflineFormat.Bundle;
        foreach (var part in text.Split('\n', 400))
        {
            var line = part.Trim();
            if (IsTemplateSection(line)) return OfflineFormat.SecurityTemplate;
            if (line.StartsWith("Config", StringComparison.Ordinal) && line.Length <= 8) return OfflineFormat.WinRmConfig;
            if (RpcFilterReader.IsIt(line)) return OfflineFormat.RpcFilters;
            if (line.StartsWith("<cfg:", StringComparison.Ordinal)) return OfflineFormat.WinRmConfig;
        }

        return OfflineFormat.Unknown;
    }

    /// <summary>Reads a file of a format.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="name">Its name: facts say where they stand, and the folder of a registry.pol says whose it is.</param>
    /// <exception cref="MalformedException">It is not of that format.</exception>
    public static IReadOnlyList<Fact> Read(OfflineFormat format, ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length > MaxSize) throw new MalformedException(Malformed.OverBudget, $"the file is larger than {MaxSize} bytes");
        return format switch
        {
            OfflineFormat.RegistryPolicy => RegistryFacts.Of(RegistryPolicyReader.Read(bytes, HiveOf(name)), Standing.Policy, name),
            OfflineFormat.SecurityTemplate => SecurityTemplateReader.Read(OfflineText.Decode(bytes), name),
            OfflineFormat.WinRmConfig => WinRmConfigReader.Read(OfflineText.Decode(bytes), name),
            OfflineFormat.RpcFilters => RpcFilterReader.Read(OfflineText.Decode(bytes), name),
            OfflineFormat.Bundle => BundleReader.Read(OfflineText.Decode(bytes), name),
            OfflineFormat.RegistryFile => RegistryFacts.Of(RegistryFileReader.Read(OfflineText.Decode(bytes)), Standing.Effective, name),
            _ => throw new MalformedException(Malformed.BadValue, "the file is neither registry.pol, a security template, "
                + "the output of winrm get winrm/config or netsh rpc filter show filter, nor a .reg file"),
        };
    }

    private static bool IsTemplateSection(string line) => line.ToLowerInvariant() is "[system access]" or "[registry values]"
        or "[privilege rights]" or "[service general setting]" or "[event audit]" or "[unicode]";

    // [MS-GPREG] 3.2.5.1: the folder Machine or User beside it says which hive; a file alone is the machine's.
    private static string HiveOf(string name) =>
        name.Replace('\\', '/').Split('/').SkipLast(1).Any(part => part.Equals("user", StringComparison.OrdinalIgnoreCase))
        || name.Contains("-user.", StringComparison.OrdinalIgnoreCase) ? "HKCU" : "HKLM";
}
