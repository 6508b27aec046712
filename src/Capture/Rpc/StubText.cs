using System.Buffers.Binary;
using System.Text;
using Sekimori.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// Finds the strings of a call whose arguments are not known here: a conformant varying array of WCHARs is recognized by three counts that
/// agree and by readable characters. UNC paths are separated, with the host that they lead to.
/// </summary>
internal static class StubText
{
    /// <summary>Strings read from one call.</summary>
    private const int Limit = 16;

    /// <summary>Bytes of a stub that are searched: arguments come first, file contents and print jobs after them.</summary>
    private const int ScanLimit = 16 * 1024;

    // The longest first.
    private static readonly string[] Prefixes = [@"\\?\UNC\", @"\\.\UNC\", @"\??\UNC\", @"\DosDevices\UNC\", @"\Device\Mup\", @"\\", "//"];

    public static void Collect(ReadOnlySpan<byte> stub, bool bigEndian, bool isNdr64, ref FactSet? facts)
    {
        if (stub.Length > ScanLimit) stub = stub[..ScanLimit];
        int found = 0, word = isNdr64 ? 8 : 4;
        for (var at = 0; at + 3 * word + 2 <= stub.Length && found < Limit;)
        {
            var length = Length(stub[at..], bigEndian, word);
            if (length <= 0 || at + 3 * word + length * 2 > stub.Length || !IsReadable(stub.Slice(at + 3 * word, length * 2), bigEndian))
            {
                at += 4;
                continue;
            }
            var run = stub.Slice(at + 3 * word, Math.Min(length, StubCursor.TextLimit) * 2);
            Add((bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(run).TrimEnd('\0'), facts ??= new());
            found++;
            at += 3 * word + ((length * 2 + 3) & ~3);
        }
    }

    /// <summary>
    /// Adds a text; if it is a UNC path, also the path, its host, and how long the host's name is if no name is that long.
    /// </summary>
    public static void Add(string text, FactSet facts)
    {
        if (text.Length == 0) return;
        var rest = Remote(text);
        var end = rest.IndexOfAny('\\', '/');
        var host = end < 0 ? rest : rest[..end];
        // "\\server" alone is not a path: it names who is called, or who must be called back.
        facts.Add(end < 0 ? Fact.Text : Fact.UncPath, text);
        if (host.Length > 0) facts.Add(Fact.RemoteHost, host.ToString());
    }

    /// <summary>
    /// The part after the start of a UNC path, in the spelling of Win32, of its long paths or of the object manager; empty if the text is
    /// not a UNC path.
    /// </summary>
    private static ReadOnlySpan<char> Remote(string text)
    {
        foreach (var prefix in Prefixes)
            if (text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return text.AsSpan(prefix.Length);
        return default;
    }

    private static int Length(ReadOnlySpan<byte> at, bool bigEndian, int word)
    {
        uint maximum = Number(at, bigEndian), offset = Number(at[word..], bigEndian), actual = Number(at[(2 * word)..], bigEndian);
        if (word == 8 && (Number(at[4..], bigEndian) | Number(at[12..], bigEndian) | Number(at[20..], bigEndian)) != 0) return 0;
        return offset == 0 && actual > 1 && actual <= maximum && actual <= 32_768 && maximum <= 65_536 ? (int)actual : 0;
    }

    private static bool IsReadable(ReadOnlySpan<byte> text, bool bigEndian)
    {
        for (var i = 0; i < text.Length && i < 256; i += 2)
        {
            var unit = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(text[i..]) : BinaryPrimitives.ReadUInt16LittleEndian(text[i..]);
            if (unit == 0) return i > 2 && i + 2 >= text.Length;
            if (unit < 0x20 && unit is not ('\t' or '\r' or '\n') || unit is >= 0xd800 and < 0xe000 or >= 0xfff0) return false;
        }
        return true;
    }

    private static uint Number(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
