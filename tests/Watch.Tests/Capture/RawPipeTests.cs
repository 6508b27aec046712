using System.Buffers.Binary;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>Pipes of SMB 1 written in raw mode ([MS-CIFS] 2.2.4.43.1): what starts a message may have its length in front.</summary>
public class RawPipeTests
{
    private const string Scheduler = "1ff70682-0a51-30e8-076d-740be8cee98b";

    [Theory]
    [InlineData(0x0000, false)]
    [InlineData(0x0008, false)]
    [InlineData(0x000c, false)]
    [InlineData(0x000c, true)]
    public void A_bind_is_read_in_whatever_mode_it_is_written(int mode, bool hasLength)
    {
        byte[] bind =
        [
            5, 0, 11, 3, 0x10, 0, 0, 0, 72, 0, 0, 0, 1, 0, 0, 0, 0xd0, 0x16, 0xd0, 0x16, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0,
            .. new Guid(Scheduler).ToByteArray(), 1, 0, 0, 0,
            .. new Guid("8a885d04-1ceb-11c9-9fe8-08002b104860").ToByteArray(), 2, 0, 0, 0,
        ];
        var seen = Assert.Single(Captures.Observe(File(Packet(Write(mode, hasLength ? [72, 0, .. bind] : bind))), out _));
        Assert.Equal((ObservationKind.Bind, Scheduler, Transport.NamedPipe), (seen.Kind, seen.Interface?.UuidText, seen.Transport));
    }

    /// <summary>WRITE_ANDX of a pipe that was opened before: 14 words, the data after them.</summary>
    private static byte[] Write(int mode, byte[] data)
    {
        const int offset = 32 + 1 + 28 + 2;
        byte[] words = [0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)mode, 0, 0, 0, 0, 0, (byte)data.Length, 0, offset, 0, 0, 0, 0,
            0];
        byte[] message = [0xff, (byte)'S', (byte)'M', (byte)'B', 0x2f, .. new byte[27], 14, .. words, (byte)data.Length, 0, .. data];
        return [0, 0, 0, (byte)message.Length, .. message];
    }

    /// <summary>From 10.0.0.5 to port 445 of 10.0.0.9.</summary>
    private static byte[] Packet(byte[] content)
    {
        byte[] tcp = [0xc0, 0, 1, 0xbd, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0, .. content];
        return [0x45, 0, 0, (byte)(20 + tcp.Length), 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 5, 10, 0, 0, 9, .. tcp];
    }

    /// <summary>A capture file of raw IP with one packet.</summary>
    private static byte[] File(byte[] packet)
    {
        var bytes = new byte[40];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0xa1b2c3d4);
        (bytes[4], bytes[6], bytes[18], bytes[20]) = (2, 4, 1, 101); // version 2.4, 65,536 bytes at most, LINKTYPE_RAW
        (bytes[32], bytes[36]) = ((byte)packet.Length, (byte)packet.Length);
        return [.. bytes, .. packet];
    }
}
