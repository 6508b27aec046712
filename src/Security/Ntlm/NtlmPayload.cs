using System.Text;
using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// The way in which NTLM's messages point at their variable parts: length, maximum, and offset from the message's start ([MS-NLMP] 2.2.1).
/// </summary>
internal static class NtlmPayload
{
    /// <summary>"NTLMSSP\0".</summary>
    public static ReadOnlySpan<byte> Signature => "NTLMSSP\0"u8;

    /// <summary>Reads signature and type.</summary>
    /// <exception cref="MalformedException">It is another message.</exception>
    public static ByteReader Begin(ReadOnlySpan<byte> message, uint type)
    {
        var reader = new ByteReader(message);
        if (!reader.ReadBytes(8).SequenceEqual(Signature)) throw new MalformedException(Malformed.BadValue, "NTLM signature");
        var found = reader.ReadUInt32();
        return found == type ? reader : throw new MalformedException(Malformed.BadValue, $"NTLM message of type {found} instead of {type}");
    }

    public static void Begin(ref ByteWriter writer, uint type)
    {
        writer.WriteBytes(Signature);
        writer.WriteUInt32(type);
    }

    /// <summary>Reads one pointer and gives what it points at. Parts may overlap: they are only read.</summary>
    /// <exception cref="MalformedException">It points outside the message.</exception>
    public static ReadOnlySpan<byte> ReadField(ref ByteReader reader, ReadOnlySpan<byte> message)
    {
        var length = reader.ReadUInt16();
        reader.Skip(2); // the maximum "MUST be ignored on receipt"
        var offset = reader.ReadUInt32();
        if (length == 0) return default;
        return offset <= message.Length && length <= message.Length - offset
            ? message.Slice((int)offset, length)
            : throw new MalformedException(
            Malformed.BadLength, $"an NTLM field of {length} bytes at {offset} in a message of {message.Length}");
    }

    /// <summary>Writes one pointer; <paramref name="offset"/> moves on.</summary>
    public static void WriteField(ref ByteWriter writer, int length, ref int offset)
    {
        writer.WriteUInt16(checked((ushort)length));
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt32((uint)offset);
        offset += length;
    }

    // The OEM character set is agreed on by nobody (2.2): its lower half is ASCII everywhere, and whoever has other names uses Unicode.
    public static Encoding Encoding(NegotiateFlags flags) =>
        flags.HasFlag(NegotiateFlags.Unicode) ? System.Text.Encoding.Unicode : System.Text.Encoding.Latin1;
}
