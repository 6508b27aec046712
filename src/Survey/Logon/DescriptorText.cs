using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Survey.Logon;

/// <summary>The discretionary list of a binary security descriptor as text: "D:(A;;0x6003f;;;S-1-5-32-544)".</summary>
internal static class DescriptorText
{
    // [MS-DTYP] 2.4.6: four bytes, then four offsets; the last is the discretionary list's.
    private const int DaclAt = 16, HeaderSize = 20;

    // A namespace has some ten entries; a fact has at most 2,000 characters.
    private const int MaxEntries = 100;

    /// <summary>Writes the text.</summary>
    /// <exception cref="MalformedException">It is no self-relative descriptor.</exception>
    public static string Of(ReadOnlySpan<byte> descriptor)
    {
        if (descriptor.Length < HeaderSize || descriptor[0] != 1) throw Wrong("header");
        var at = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[DaclAt..]);
        // 2.4.6: without the list, everybody has every right.
        if (at == 0) return "D:(A;;0x1fffff;;;S-1-1-0)";
        if (at > descriptor.Length - 8) throw Wrong("list");
        var list = descriptor[(int)at..];
        var count = BinaryPrimitives.ReadUInt16LittleEndian(list[4..]);
        list = list[8..];
        var text = new StringBuilder("D:");
        for (var i = 0; i < Math.Min((int)count, MaxEntries); i++)
        {
            // 2.4.4.1: type, flags, size.
            if (list.Length < 4) throw Wrong("entry");
            var size = BinaryPrimitives.ReadUInt16LittleEndian(list[2..]);
            if (size < 8 || size > list.Length) throw Wrong("entry");
            Append(text, list[..size]);
            list = list[size..];
        }

        return text.ToString();
    }

    // 2.4.4.2: ACCESS_ALLOWED_ACE and the entries of the same form; others, such as those for objects, are left out.
    private static void Append(StringBuilder text, ReadOnlySpan<byte> entry)
    {
        if (entry[0] is not (0 or 1)) return;
        var mask = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
        text.Append(CultureInfo.InvariantCulture, $"({(entry[0] == 0 ? 'A' : 'D')};;0x{mask:x};;;{Sid(entry[8..])})");
    }

    // 2.4.2.2: revision, count, six bytes of authority, the parts.
    private static string Sid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8 || bytes[0] != 1 || bytes.Length < 8 + (bytes[1] * 4)) throw Wrong("trustee");
        var authority = BinaryPrimitives.ReadUInt64BigEndian(bytes) & 0xffff_ffff_ffff;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"S-1-{authority}");
        for (var i = 0; i < bytes[1]; i++)
            text.Append(CultureInfo.InvariantCulture, $"-{BinaryPrimitives.ReadUInt32LittleEndian(bytes[(8 + (i * 4))..])}");
        return text.ToString();
    }

    private static MalformedException Wrong(string part) => new(Malformed.BadLength, $"a security descriptor's {part}");
}
