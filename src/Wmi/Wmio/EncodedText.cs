using System.Runtime.InteropServices;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Wmi.Wmio;

/// <summary>Encoded-String ([MS-WMIO] 2.2.78): a flag, the characters in one or two bytes each, a null character.</summary>
internal static class EncodedText
{
    private const byte Compressed = 0, Utf16 = 1;

    public static string Read(ref ByteReader reader, DecodeBudget budget)
    {
        var flag = reader.ReadByte();
        if (flag > Utf16)
            throw new MalformedException(Malformed.BadString, $"string flag {flag}");
        var length = flag == Compressed
            ? reader.Rest.IndexOf((byte)0)
            : MemoryMarshal.Cast<byte, char>(reader.Rest).IndexOf('\0') * 2;
        if (length < 0)
            throw new MalformedException(Malformed.BadString, $"the string at {reader.Position - 1} has no end");
        budget.Spend(length + 2);
        var bytes = reader.ReadBytes(length);
        reader.Skip(flag == Compressed ? 1 : 2);
        return flag == Compressed ? Encoding.Latin1.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    /// <summary>Writes text up to its first null character, which ends it for every reader.</summary>
    public static void Write(ref ByteWriter writer, scoped ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\0');
        if (end >= 0)
            text = text[..end];
        // One byte a character if all are U+0001 to U+00FF: MUST, 2.2.78.
        if (text.IndexOfAnyExceptInRange('\u0001', '\u00ff') < 0)
        {
            var bytes = writer.Reserve(text.Length + 2);
            bytes[0] = Compressed;
            Encoding.Latin1.GetBytes(text, bytes[1..]);
            bytes[^1] = 0;
            return;
        }
        writer.WriteByte(Utf16);
        MemoryMarshal.AsBytes(text).CopyTo(writer.Reserve(text.Length * 2));
        writer.WriteUInt16(0);
    }
}
