namespace Sekimori.Posture.Offline;

/// <summary>A registry value in a file.</summary>
/// <param name="Key">The key, with its hive in short: "HKLM\SOFTWARE\…".</param>
/// <param name="Name">The value's name; empty for the key's default value, and where several are removed.</param>
/// <param name="Type">REG_SZ and so on ([MS-RRP] 2.2.9).</param>
/// <param name="Value">The value as text: numbers in decimal, lists with commas, other bytes in hexadecimal.</param>
/// <param name="Removal">What the entry takes away.</param>
internal sealed record RegistryEntry(string Key, string Name, uint Type, string Value, RegistryRemoval Removal = RegistryRemoval.None)
{
    /// <summary>True if the entry sets nothing.</summary>
    public bool IsRemoved => Removal != RegistryRemoval.None;
}
