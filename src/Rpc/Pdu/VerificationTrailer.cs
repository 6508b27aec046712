using Sekimori.Wire;

namespace Sekimori.Rpc.Pdu;

/// <summary>
/// The verification trailer ([MS-RPCE] 2.2.2.13): after the stub of a protected request the client repeats what the header says, so that a
/// caller who can change unsigned headers cannot lead the call elsewhere.
/// </summary>
internal static class VerificationTrailer
{
    /// <summary>
    /// How far from the end of a request the signature is looked for: the commands together are below 100 bytes, padding below 20; Samba
    /// looks as far back.
    /// </summary>
    private const int SearchWindow = 1024;

    private const ushort Bitmask = 1;
    private const ushort PresentationContext = 2;
    private const ushort Header2 = 3;
    private const ushort CommandMask = 0x3fff;
    private const ushort End = 0x4000;
    private const ushort MustProcess = 0x8000;

    private static ReadOnlySpan<byte> Signature => [0x8a, 0xe3, 0x13, 0x71, 0x02, 0xf4, 0x36, 0x71];

    /// <summary>Bytes of the trailer that <see cref="Write"/> writes, without the padding before it.</summary>
    public const int WrittenSize = 8 + 8 + 4 + 40 + 4 + 16;

    /// <summary>Looks for a trailer and checks it.</summary>
    /// <param name="stub">The request's stub as received, without authentication padding.</param>
    /// <param name="expected">The content of the headers.</param>
    /// <param name="stubLength">Bytes of the stub before the trailer; all of them if there is none.</param>
    /// <returns>False if a trailer contradicts the headers, is broken, or requires an unknown command: the request must be
    /// rejected.</returns>
    public static bool TryCheck(ReadOnlySpan<byte> stub, in VerifiedHeader expected, out int stubLength)
    {
        stubLength = stub.Length;
        var from = Math.Max(0, stub.Length - SearchWindow);
        var at = stub[from..].LastIndexOf(Signature);
        if (at < 0) return true;
        at += from;
        // [MS-RPCE] 2.2.2.13: 4-aligned; the same bytes elsewhere are part of the arguments.
        if ((at & 3) != 0) return true;
        stubLength = at;
        // Commands are always little-endian.
        var reader = new ByteReader(stub[(at + Signature.Length)..]);
        while (reader.Remaining >= 4)
        {
            var command = reader.ReadUInt16();
            var length = reader.ReadUInt16();
            if (reader.Remaining < length || !IsTrue(command, reader.ReadBytes(length), expected)) return false;
            if ((command & End) != 0) return true;
        }

        return false;
    }

    /// <summary>Writes a trailer with all three commands. <paramref name="writer"/> is at a multiple of 4 after the stub.</summary>
    /// <param name="writer">Receives the trailer.</param>
    /// <param name="header">The content of the request's headers.</param>
    /// <param name="signsHeaders">True if the client requested header signing ([MS-RPCE] 2.2.2.13.2).</param>
    public static void Write(ref ByteWriter writer, in VerifiedHeader header, bool signsHeaders)
    {
        writer.WriteBytes(Signature);
        writer.WriteUInt16(Bitmask);
        writer.WriteUInt16(4);
        writer.WriteUInt32(signsHeaders ? 1u : 0u);
        writer.WriteUInt16(PresentationContext);
        writer.WriteUInt16(2 * SyntaxIdCodec.Size);
        SyntaxIdCodec.Write(ref writer, header.Interface);
        SyntaxIdCodec.Write(ref writer, header.TransferSyntax);
        writer.WriteUInt16(Header2 | End);
        writer.WriteUInt16(16);
        writer.WriteByte((byte)PduType.Request);
        writer.WriteZeros(3);
        writer.WriteUInt32(PduHeader.LittleEndianDrep);
        writer.WriteUInt32(header.CallId);
        writer.WriteUInt16(header.ContextId);
        writer.WriteUInt16(header.Opnum);
    }

    private static bool IsTrue(ushort command, ReadOnlySpan<byte> body, in VerifiedHeader expected)
    {
        var reader = new ByteReader(body);
        switch (command & CommandMask)
        {
            case Bitmask:
                // Bit 0 means that the client signs headers; a bind without its flag was then changed on the way.
                return body.Length == 4 && ((reader.ReadUInt32() & 1) == 0 || expected.SignsHeaders);
            case PresentationContext:
                return body.Length == 2 * SyntaxIdCodec.Size && SyntaxIdCodec.Read(ref reader) == expected.Interface
                    && SyntaxIdCodec.Read(ref reader) == expected.TransferSyntax;
            case Header2:
                if (body.Length != 16 || reader.ReadByte() != (byte)PduType.Request) return false;
                reader.Skip(3);
                var bigEndian = (reader.ReadUInt32() & 0xf0) == 0;
                return bigEndian == expected.BigEndian && reader.ReadUInt32() == expected.CallId
                    && reader.ReadUInt16() == expected.ContextId && reader.ReadUInt16() == expected.Opnum;
            default:
                return (command & MustProcess) == 0;
        }
    }
}
