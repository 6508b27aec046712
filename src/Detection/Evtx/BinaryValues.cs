using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sekimori.Detection.Evtx;

/// <summary>
/// The values of binary XML as text ([MS-EVEN6] 2.2.12.3). A value that is shorter than its type is read as far as it goes, never into its
/// neighbour.
/// </summary>
internal sealed class BinaryValues(ReadOnlyMemory<byte> chunk)
{
    private const byte ArrayBit = 0x80;

    /// <summary>True for a type whose value is several of another.</summary>
    public static bool IsArray(byte type) => (type & ArrayBit) != 0;

    /// <summary>Bytes of the chunk.</summary>
    /// <exception cref="InvalidDataException">They lie past its end.</exception>
    public ReadOnlySpan<byte> Bytes(int at, int size) =>
        at >= 0 && size >= 0 && at <= chunk.Length - size
        ? chunk.Span.Slice(at, size)
        : throw new InvalidDataException("beyond the end of the chunk");

    /// <summary>A text in UTF-16.</summary>
    public string Text(int at, int size) => Encoding.Unicode.GetString(Bytes(at, size & ~1));

    /// <summary>A single value.</summary>
    public string Value(int at, int size, byte type)
    {
        var bytes = Bytes(at, size);
        // Nothing is written for what has no bytes: not the value that follows it.
        return bytes.Length == 0 ? "" : One(bytes, type);
    }

    /// <summary>The values of an array ([MS-EVEN6] 3.1.4.7.5).</summary>
    public string[] Array(int at, int size, byte type)
    {
        var bytes = Bytes(at, size);
        var single = (byte)(type & ~ArrayBit);
        if (bytes.Length == 0) return [];
        switch (single)
        {
            case 0x01: return Split(Text(at, size));
            case 0x02: return Split(Encoding.Latin1.GetString(bytes));
            case 0x0e: return [Convert.ToHexString(bytes)];
        }
        var values = new List<string>();
        while (bytes.Length > 0)
        {
            var length = Math.Min(Length(single, bytes), bytes.Length);
            values.Add(One(bytes[..length], single));
            bytes = bytes[length..];
        }
        return [.. values];
    }

    private static string[] Split(string text) => (text.EndsWith('\0') ? text[..^1] : text).Split('\0');

    private static int Length(byte type, ReadOnlySpan<byte> bytes) => type switch
    {
        0x03 or 0x04 => 1,
        0x05 or 0x06 => 2,
        0x07 or 0x08 or 0x0b or 0x0d or 0x14 => 4,
        0x09 or 0x0a or 0x0c or 0x11 or 0x15 => 8,
        // A size is as wide as the machine's addresses; an array does not tell how wide.
        0x10 => bytes.Length % 8 == 0 ? 8 : 4,
        0x0f or 0x12 => 16,
        // [MS-DTYP] 2.4.2.2: eight bytes and four for each authority below.
        0x13 => bytes.Length > 1 ? 8 + bytes[1] * 4 : bytes.Length,
        _ => bytes.Length,
    };

    private static string One(ReadOnlySpan<byte> bytes, byte type)
    {
        var invariant = CultureInfo.InvariantCulture;
        switch (type)
        {
            case 0x01: return Encoding.Unicode.GetString(bytes[..(bytes.Length & ~1)]).TrimEnd('\0');
            case 0x02: return Encoding.Latin1.GetString(bytes).TrimEnd('\0');
            case 0x0b when bytes.Length >= 4: return BinaryPrimitives.ReadSingleLittleEndian(bytes).ToString(invariant);
            case 0x0c when bytes.Length >= 8: return BinaryPrimitives.ReadDoubleLittleEndian(bytes).ToString(invariant);
            // Four bytes in practice, one by the specification.
            case 0x0d: return bytes.ContainsAnyExcept((byte)0) ? "true" : "false";
            case 0x0f when bytes.Length >= 16: return new Guid(bytes[..16]).ToString("B").ToUpperInvariant();
            case 0x11 when bytes.Length >= 8: return FileTime(BinaryPrimitives.ReadInt64LittleEndian(bytes));
            case 0x12 when bytes.Length >= 16: return SystemTime(bytes);
            case 0x13 when Wire.SidText.Read(bytes) is { } sid: return sid;
            case 0x03 or 0x05 or 0x07 or 0x09: return Signed(bytes).ToString(invariant);
            case 0x04 or 0x06 or 0x08 or 0x0a: return Unsigned(bytes).ToString(invariant);
            case 0x10 or 0x14 or 0x15: return "0x" + Unsigned(bytes).ToString("x", invariant);
            default: return Convert.ToHexString(bytes);
        }
    }

    private static ulong Unsigned(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[8];
        whole.Clear();
        bytes[..Math.Min(bytes.Length, 8)].CopyTo(whole);
        return BinaryPrimitives.ReadUInt64LittleEndian(whole);
    }

    private static long Signed(ReadOnlySpan<byte> bytes)
    {
        var shift = 64 - Math.Min(bytes.Length, 8) * 8;
        return (long)Unsigned(bytes) << shift >> shift;
    }

    private static string FileTime(long time) =>
        time > 0
        ? Wire.FileTime.ToTime(time)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? ""
        : "";

    private static string SystemTime(ReadOnlySpan<byte> bytes)
    {
        Span<ushort> part = stackalloc ushort[8];
        for (var at = 0; at < 8; at++) part[at] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at * 2)..]);
        return string.Create(CultureInfo.InvariantCulture,
            $"{part[0]:d4}-{part[1]:d2}-{part[3]:d2}T{part[4]:d2}:{part[5]:d2}:{part[6]:d2}.{part[7]:d3}Z");
    }
}
