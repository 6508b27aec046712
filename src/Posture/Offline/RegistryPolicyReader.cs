using System.Runtime.InteropServices;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Posture.Offline;

/// <summary>Reads registry.pol: "PReg", version 1, then [key;value;type;size;data] in UTF-16LE ([MS-GPREG] 2.2.1).</summary>
internal static class RegistryPolicyReader
{
    // The largest baselines have 600 entries; a whole hive has no place in a policy.
    private const int MaxEntries = 20_000;

    // [MS-GPREG] 2.2.1: a key has at most 255 characters for each part; a path of 100 parts is none.
    private const int MaxName = 16 * 1024;

    /// <summary>Reads the entries in their order.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="hive">HKLM or HKCU, by the file's folder.</param>
    /// <exception cref="MalformedException">It is no registry.pol.</exception>
    public static IReadOnlyList<RegistryEntry> Read(ReadOnlySpan<byte> bytes, string hive)
    {
        var reader = new ByteReader(bytes);
        if (!reader.ReadBytes(4).SequenceEqual("PReg"u8)) throw new MalformedException(Malformed.BadValue, "the signature is not PReg");
        if (reader.ReadUInt32() is not 1 and var version) throw new MalformedException(Malformed.BadValue,
            $"version {version} of registry.pol");
        var entries = new List<RegistryEntry>();
        while (reader.Remaining > 0)
        {
            if (entries.Count >= MaxEntries) throw new MalformedException(Malformed.TooMany, $"more than {MaxEntries} entries");
            ReadEntry(ref reader, hive, entries);
        }

        return entries;
    }

    private static void ReadEntry(ref ByteReader reader, string hive, List<RegistryEntry> entries)
    {
        Expect(ref reader, '[');
        var key = ReadText(ref reader);
        Expect(ref reader, ';');
        var name = ReadText(ref reader);
        Expect(ref reader, ';');
        var type = reader.ReadUInt32();
        Expect(ref reader, ';');
        var size = reader.ReadUInt32();
        Expect(ref reader, ';');
        if (size > (uint)reader.Remaining)
            throw new MalformedException(Malformed.BadLength,
                $"{size} bytes of {key}\\{name} at offset {reader.Position}, {reader.Remaining} present");
        var data = reader.ReadBytes((int)size);
        Expect(ref reader, ']');
        Add(entries, $"{hive}\\{key}", name, type, data);
    }

    // [MS-GPREG] 3.2.5.1: names that begin with ** are orders. They come in any case of letters.
    private static void Add(List<RegistryEntry> entries, string key, string name, uint type, ReadOnlySpan<byte> data)
    {
        if (!name.StartsWith("**", StringComparison.Ordinal))
        {
            entries.Add(new(key, name, type, RegistryValue.Of(type, data)));
            return;
        }

        const string one = "**del.", soft = "**soft.";
        if (name.StartsWith(one, StringComparison.OrdinalIgnoreCase))
            entries.Add(new(key, name[one.Length..], type, "", RegistryRemoval.Value));
        else if (name.StartsWith(soft, StringComparison.OrdinalIgnoreCase))
            // Set only where the host has no value of its own.
            entries.Add(new(key, name[soft.Length..], type, RegistryValue.Of(type, data)));
        else if (name.StartsWith("**delvals", StringComparison.OrdinalIgnoreCase))
            entries.Add(new(key, "", type, "", RegistryRemoval.Values));
        else if (name.StartsWith("**deletevalues", StringComparison.OrdinalIgnoreCase))
            foreach (var gone in Names(type, data)) entries.Add(new(key, gone, type, "", RegistryRemoval.Value));
        else if (name.StartsWith("**deletekeys", StringComparison.OrdinalIgnoreCase))
            foreach (var gone in Names(type, data)) entries.Add(new($"{key}\\{gone}", "", type, "", RegistryRemoval.Key));
        // **SecureKey and what is unknown change no value.
    }

    private static IEnumerable<string> Names(uint type, ReadOnlySpan<byte> data) =>
        RegistryValue.Of(type, data).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MaxEntries);

    private static void Expect(ref ByteReader reader, char wanted)
    {
        var at = reader.Position;
        if (reader.ReadUInt16() != wanted) throw new MalformedException(Malformed.BadValue, $"expected '{wanted}' at offset {at}");
    }

    private static string ReadText(ref ByteReader reader)
    {
        var start = reader.Position;
        var chars = MemoryMarshal.Cast<byte, char>(reader.Rest);
        var end = chars[..Math.Min(chars.Length, MaxName)].IndexOf('\0');
        if (end < 0) throw new MalformedException(Malformed.BadString, $"no end of the text at offset {start}");
        var text = Encoding.Unicode.GetString(reader.ReadBytes(end * 2));
        reader.Skip(2);
        return text;
    }
}
