using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sekimori.Capture.Rpc;

/// <summary>One connection-oriented PDU as it lies in the capture ([C706] 12.6): nothing is copied, nothing is trusted.</summary>
internal readonly ref struct Pdu
{
    public const int HeaderSize = 16;
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Looks at a frame of at least <see cref="HeaderSize"/> bytes.</summary>
    public Pdu(ReadOnlySpan<byte> frame)
    {
        _bytes = frame;
        IsBigEndian = (frame[4] & 0xf0) == 0;
        Type = frame[2];
        CallId = UInt32(12);
        int length = UInt16(10);
        var end = frame.Length;
        // The verifier is the last of the frame, its trailer the eight bytes before it ([MS-RPCE] 2.2.2.11).
        if (length > 0 && length + 8 <= end - HeaderSize)
        {
            HasVerifier = true;
            var trailer = end - length - 8;
            AuthType = frame[trailer];
            AuthLevel = frame[trailer + 1];
            Token = frame[(trailer + 8)..];
            BodyEnd = Math.Max(HeaderSize, trailer - frame[trailer + 2]);
        }
        else BodyEnd = end;
    }

    public byte Type { get; }

    public bool IsBigEndian { get; }

    public uint CallId { get; }

    public bool HasVerifier { get; }

    public byte AuthType { get; }

    public byte AuthLevel { get; }

    public ReadOnlySpan<byte> Token { get; }

    /// <summary>Where the body ends: before padding, trailer and token.</summary>
    public int BodyEnd { get; }

    public int Length => _bytes.Length;

    public bool IsFirst => (_bytes[3] & 1) != 0;

    public bool IsLast => (_bytes[3] & 2) != 0;

    public bool HasObject => (_bytes[3] & 0x80) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort UInt16(int at) => at + 2 > _bytes.Length
        ? (ushort)0
        : IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint UInt32(int at) => at + 4 > _bytes.Length
        ? 0
        : IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);

    public byte Byte(int at) => at < _bytes.Length ? _bytes[at] : (byte)0;

    public Guid Guid(int at) => at + 16 > _bytes.Length ? default : new(_bytes.Slice(at, 16), IsBigEndian);

    public ReadOnlySpan<byte> Body(int from) => from < BodyEnd ? _bytes[from..BodyEnd] : default;
}
