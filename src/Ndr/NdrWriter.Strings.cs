using System.Runtime.InteropServices;
using System.Text;

namespace Sekimori.Ndr;

public ref partial struct NdrWriter
{
    /// <summary>
    /// A conformant and varying string of wchar_t, with its terminator ([C706] 14.3.4.2). The maximum count is the length, as Windows
    /// writes it.
    /// </summary>
    public void WriteString(string value) => WriteString(value, value.Length + 1);

    /// <summary>A conformant and varying string of wchar_t whose maximum count another member dictates.</summary>
    /// <exception cref="ArgumentException">The string does not fit.</exception>
    public void WriteString(string value, long maximum)
    {
        WriteCount(maximum);
        WriteVaryingString(value, checked((int)maximum));
    }

    /// <summary>A varying string of wchar_t in an array of <paramref name="maximum"/> ([C706] 14.3.4.1).</summary>
    public void WriteVaryingString(string value, int maximum)
    {
        CheckFits(value, maximum);
        WriteVariance(value.Length + 1);
        if (BitConverter.IsLittleEndian) WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
        else
            foreach (var unit in value) WriteChar(unit);
        WriteUInt16(0);
    }

    /// <summary>A conformant and varying string of char, with its terminator.</summary>
    public void WriteCharString(string value) => WriteCharString(value, value.Length + 1);

    /// <summary>A conformant and varying string of char whose maximum count another member dictates.</summary>
    /// <exception cref="ArgumentException">The string does not fit.</exception>
    public void WriteCharString(string value, long maximum)
    {
        WriteCount(maximum);
        WriteVaryingCharString(value, checked((int)maximum));
    }

    /// <summary>A varying string of char in an array of <paramref name="maximum"/>.</summary>
    public void WriteVaryingCharString(string value, int maximum)
    {
        CheckFits(value, maximum);
        WriteVariance(value.Length + 1);
        if (value.Length <= UsualSize) Encoding.Latin1.GetBytes(value, Reserve(value.Length));
        else WriteBytes(Encoding.Latin1.GetBytes(value));
        WriteByte(0);
    }

    /// <summary>FLAGGED_WORD_BLOB, the pointee of a BSTR ([MS-OAUT] 2.2.23.1).</summary>
    public void WriteBstr(string value)
    {
        WriteCount(value.Length);
        WriteUInt32(checked((uint)value.Length * 2));
        WriteUInt32((uint)value.Length);
        if (BitConverter.IsLittleEndian) WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
        else
            foreach (var unit in value) WriteChar(unit);
    }

    private static void CheckFits(string value, int maximum)
    {
        if (value.Length >= maximum)
            throw new ArgumentException($"{value.Length} characters and a terminator do not fit into {maximum}.", nameof(value));
    }
}
