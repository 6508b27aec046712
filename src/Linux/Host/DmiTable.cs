using System.Buffers.Binary;
using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>The firmware's own description of the machine: SMBIOS structures ([DSP0134] 6.1.2), as the kernel gives them to root, and the
/// few strings that /sys/class/dmi/id gives to everybody.</summary>
internal sealed class DmiTable(LinuxHost host)
{
    // SMBIOS 3 tables are a few kilobytes; this is many times the largest.
    private const int MaxTable = 1 << 20;

    private readonly Lazy<List<Structure>> _structures =
        new(() => Read(KernelFile.ReadAll(Path.Combine(host.Paths.Sys, "firmware/dmi/tables/DMI"), MaxTable)));

    public IEnumerable<Structure> OfType(byte type) => _structures.Value.Where(s => s.Type == type);

    /// <summary>The version of SMBIOS from the table's entry point; null if there is none.</summary>
    public (byte Major, byte Minor)? Version
    {
        get
        {
            var entry = KernelFile.ReadAll(Path.Combine(host.Paths.Sys, "firmware/dmi/tables/smbios_entry_point"), 64);
            if (entry.AsSpan().StartsWith("_SM3_"u8) && entry.Length > 8)
                return (entry[7], entry[8]);
            return entry.AsSpan().StartsWith("_SM_"u8) && entry.Length > 7 ? (entry[6], entry[7]) : null;
        }
    }

    /// <summary>A string of /sys/class/dmi/id, for example sys_vendor; null if there is no DMI or only root may read it.</summary>
    public string? Id(string name) => KernelFile.ReadText(Path.Combine(host.Paths.Sys, "class/dmi/id", name));

    internal static List<Structure> Read(byte[] table)
    {
        var all = new List<Structure>();
        for (var at = 0; at + 4 <= table.Length;)
        {
            int length = table[at + 1];
            if (length < 4 || at + length > table.Length)
                break;
            var formatted = table.AsMemory(at, length);
            var strings = new List<string>();
            at += length;
            // Strings follow, each ended by a zero byte, the set by an empty one; without any there are two zero bytes.
            while (at < table.Length && table[at] != 0)
            {
                var end = Array.IndexOf(table, (byte)0, at);
                if (end < 0)
                    end = table.Length;
                strings.Add(Encoding.UTF8.GetString(table, at, end - at).Trim());
                at = end + 1;
            }
            at += strings.Count == 0 ? 2 : 1;
            all.Add(new Structure(formatted, strings));
            if (formatted.Span[0] == 127) // end of table
                break;
        }
        return all;
    }

    /// <summary>One structure. Fields that an older version of SMBIOS does not have are null.</summary>
    internal sealed record Structure(ReadOnlyMemory<byte> Bytes, IReadOnlyList<string> Strings)
    {
        public byte Type => Bytes.Span[0];

        public byte? Byte(int offset) => offset < Bytes.Length ? Bytes.Span[offset] : null;

        public ushort? Word(int offset) =>
            offset + 2 <= Bytes.Length ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[offset..]) : null;

        public uint? DoubleWord(int offset) =>
            offset + 4 <= Bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[offset..]) : null;

        public string? Text(int offset) =>
            Byte(offset) is > 0 and var index && index <= Strings.Count && Strings[index - 1].Length > 0 ? Strings[index - 1] : null;
    }
}
