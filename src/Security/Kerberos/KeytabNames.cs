using System.Text;
using Sekimori.Wire;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// The principals of a keytab (MIT Kerberos, "Keytab file format", version 2): GSSAPI acquires a credential by a name and lists none. Keys
/// are left unread.
/// </summary>
internal static class KeytabNames
{
    // 5 is the file's kind, 2 its version: numbers in network order.
    private const ushort Version = 0x0502;

    // A keytab of a host has some twenty keys.
    private const int MostEntries = 10_000;

    // RFC 4120 6.2: a service has two components, a cross-realm ticket-granting service has two, some systems use three.
    private const int MostComponents = 8;

    /// <summary>Reads them, each once, in their order.</summary>
    /// <param name="keytab">The file.</param>
    /// <exception cref="MalformedException">It is not a keytab.</exception>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> keytab)
    {
        var reader = new ByteReader(keytab, bigEndian: true);
        if (reader.ReadUInt16() != Version) throw new MalformedException(Malformed.BadValue, "the version of a keytab");
        var names = new List<string>();
        for (var entries = 0; reader.Remaining > 0; entries++)
        {
            if (entries == MostEntries) throw new MalformedException(Malformed.TooMany, "the entries of a keytab");
            var length = unchecked((int)reader.ReadUInt32());
            // A negative length is the hole of an entry that was removed; 0 is what follows the last one.
            if (length == 0) break;
            if (length == int.MinValue) throw new MalformedException(Malformed.BadLength, "the length of a hole of a keytab");
            var entry = reader.ReadBytes(Math.Abs(length));
            if (length > 0 && ReadName(entry) is var name && !names.Contains(name)) names.Add(name);
        }
        return names;
    }

    private static string ReadName(ReadOnlySpan<byte> entry)
    {
        var reader = new ByteReader(entry, bigEndian: true);
        var count = reader.ReadUInt16();
        if (count is 0 or > MostComponents) throw new MalformedException(Malformed.TooMany, "the components of a principal");
        var realm = ReadText(ref reader);
        var components = new string[count];
        for (var at = 0; at < count; at++) components[at] = ReadText(ref reader);
        return $"{string.Join('/', components)}@{realm}";
    }

    private static string ReadText(ref ByteReader reader) => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadUInt16()));
}
