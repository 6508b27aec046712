using System.Buffers.Binary;

namespace Sekimori.App.Tests.Kit;

/// <summary>Captures made byte by byte (draft-ietf-opsawg-pcap): a connection to one dynamic port, and what is not whole.</summary>
internal static class CaptureFiles
{
    private static readonly byte[] Client = [10, 0, 0, 5], Server = [10, 0, 0, 9];

    /// <summary>A bind of SAMR to 10.0.0.9:49700 and its acknowledgement ([C706] 12.6.4.3, 12.6.4.4).</summary>
    public static byte[] Bind
    {
        get;
    } = [.. Header, .. Record(1_700_000_000, Packet(true, 1000, BindPdu)), .. Record(1_700_000_000, Packet(false, 5000, AckPdu))];

    /// <summary>A call on that connection, recorded later: operation 5 ([MS-SAMR] 3.1.4.2.1).</summary>
    public static byte[] Call
    {
        get;
    } =
        [
        .. Header, .. Record(1_700_000_100, Packet(true, 1000 + BindPdu.Length, Pdu(0, [8, 0, 0, 0, 0, 0, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8])))];

    private static byte[] Header => [.. Little(0xa1b2c3d4), 2, 0, 4, 0, .. Little(0), .. Little(0), .. Little(65_535), .. Little(101)];

    private static byte[] Ndr => new Guid("8a885d04-1ceb-11c9-9fe8-08002b104860").ToByteArray();

    private static byte[] BindPdu =>
        Pdu(
        11,
        [0xd0, 0x16, 0xd0, 0x16, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, .. new Guid("12345778-1234-abcd-ef00-0123456789ac").ToByteArray(), 1,
        0, 0, 0, .. Ndr, 2, 0, 0, 0]);

    private static byte[] AckPdu => Pdu(12, [0xd0, 0x16, 0xd0, 0x16, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. Ndr, 2, 0, 0, 0]);

    private static byte[] Pdu(byte type, byte[] body) =>
        [5, 0, type, 3, 0x10, 0, 0, 0, (byte)(16 + body.Length), 0, 0, 0, 1, 0, 0, 0, .. body];

    private static byte[] Packet(bool isClient, int sequence, byte[] payload)
    {
        byte[] ports = isClient ? [.. Big(50_001), .. Big(49_700)] : [.. Big(49_700), .. Big(50_001)];
        byte[] tcp = [.. ports, 0, 0, .. Big(sequence), 0, 0, 0, 0, 0x50, 0x18, 0x20, 0, 0, 0, 0, 0, .. payload];
        return [0x45, 0, .. Big(20 + tcp.Length), 0, 7, 0, 0, 64, 6, 0, 0, .. isClient ? Client : Server, .. isClient ? Server : Client,
            .. tcp];
    }

    private static byte[] Record(uint seconds, byte[] packet) =>
        [.. Little(seconds), .. Little(0), .. Little((uint)packet.Length), .. Little((uint)packet.Length), .. packet];

    private static byte[] Little(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big(int value) => [(byte)(value >> 8), (byte)value];
}
