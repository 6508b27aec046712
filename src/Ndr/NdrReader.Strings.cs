using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Sekimori.Wire;

namespace Sekimori.Ndr;

public ref partial struct NdrReader
{
    /// <summary>A conformant and varying string of wchar_t ([C706] 14.3.4.2, [MS-RPCE] 2.2.5.3.3.2).</summary>
    /// <param name="maximum">The maximum count that was sent, in characters with the terminator.</param>
    public string ReadString(out int maximum)
    {
        maximum = ReadCount();
        return ReadWide(ReadVariance(maximum));
    }

    /// <summary>A varying string of wchar_t in an array of <paramref name="maximum"/> ([C706] 14.3.4.1).</summary>
    public string ReadVaryingString(int maximum) => ReadWide(ReadVariance(maximum));

    /// <summary>A conformant and varying string of char.</summary>
    /// <param name="maximum">The maximum count that was sent, in octets with the terminator.</param>
    public string ReadCharString(out int maximum)
    {
        maximum = ReadCount();
        return ReadNarrow(ReadVariance(maximum));
    }

    /// <summary>A varying string of char in an array of <paramref name="maximum"/>.</summary>
    public string ReadVaryingCharString(int maximum) => ReadNarrow(ReadVariance(maximum));

    /// <summary>
    /// FLAGGED_WORD_BLOB, the pointee of a BSTR ([MS-OAUT] 2.2.23.1): the characters without a terminator. Null if it says so itself, by a
    /// byte length of 0xffffffff.
    /// </summary>
    public string? ReadBstr()
    {
        var maximum = ReadCount();
        var bytes = ReadUInt32();
        var count = ReadUInt32();
        if (count != (uint)maximum) throw Bad(Malformed.BadLength, $"{maximum} elements, {count} declared");
        if (bytes == uint.MaxValue && count == 0) return null;
        // A BSTR of an odd number of octets ends in half an element.
        if (bytes > 2 * (ulong)count || 2 * (ulong)count - bytes > 1) throw Bad(Malformed.BadLength, $"{bytes} octets in {count} elements");
        if (count > _bytes.Remaining / 2) throw Bad(Malformed.Truncated, $"a string of {count} characters");
        _budget.Charge(maximum + 12, 2);
        if (maximum == 0) return "";
        var run = _bytes.ReadBytes(maximum * 2);
        if (!_bytes.BigEndian) return new string(MemoryMarshal.Cast<byte, char>(run));
        var units = new ushort[maximum];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(run), units);
        return new string(MemoryMarshal.Cast<ushort, char>(units.AsSpan()));
    }

    private string ReadWide(int count)
    {
        if (count > int.MaxValue / 2) throw Bad(Malformed.Truncated, $"a string of {count} characters");
        var run = _bytes.ReadBytes(count * 2);
        _budget.Charge(count + 12, 2);
        Span<char> reversed = default;
        if (_bytes.BigEndian)
        {
            var units = new ushort[count];
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(run), units);
            reversed = MemoryMarshal.Cast<ushort, char>(units.AsSpan());
        }
        var characters = _bytes.BigEndian ? reversed : MemoryMarshal.Cast<byte, char>(run);
        var end = characters.IndexOf('\0');
        return end >= 0 ? new string(characters[..end]) : throw Bad(Malformed.BadString, "no terminator");
    }

    private string ReadNarrow(int count)
    {
        var run = _bytes.ReadBytes(count);
        _budget.Charge(count + 12, 2);
        var end = run.IndexOf((byte)0);
        // ISO 8859-1: every octet is kept, whatever code page the peer had in mind.
        return end >= 0 ? Encoding.Latin1.GetString(run[..end]) : throw Bad(Malformed.BadString, "no terminator");
    }
}
