using System.Buffers.Binary;
using Sekimori.Capture.Files;

namespace Sekimori.Watch.Bench;

/// <summary>
/// Makes a large pcap of many small ones: each round has its own addresses, so every connection of every round is a new one.
/// </summary>
internal sealed class CaptureMaker(Stream target) : IPacketSink
{
    private readonly byte[] _record = new byte[16 + 262_144];

    public uint Round { get; set; }

    public long Packets { get; private set; }

    public long Written { get; private set; }

    public void Begin()
    {
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 262_144);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        target.Write(header);
        Written += header.Length;
    }

    public void OnPacket(long ticks, LinkType link, ReadOnlySpan<byte> frame, bool isCut = false)
    {
        // Ethernet only, IPv4 only: raw frames of the others get a header of their own.
        var packet = _record.AsSpan(16);
        int length;
        if (link == LinkType.Ethernet)
        {
            frame.CopyTo(packet);
            length = frame.Length;
        }
        else if (link is LinkType.Ipv4 or LinkType.Raw)
        {
            packet[..12].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(packet[12..], 0x0800);
            frame.CopyTo(packet[14..]);
            length = frame.Length + 14;
        }
        else return;
        if (length >= 34 && BinaryPrimitives.ReadUInt16BigEndian(packet[12..]) == 0x0800)
        {
            Change(packet[26..]);
            Change(packet[30..]);
        }
        var since = ticks - DateTime.UnixEpoch.Ticks;
        BinaryPrimitives.WriteUInt32LittleEndian(_record, (uint)(since / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(_record.AsSpan(4), (uint)(since % TimeSpan.TicksPerSecond / 10));
        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(8), length);
        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(12), length);
        target.Write(_record, 0, 16 + length);
        Written += 16 + length;
        Packets++;
    }

    /// <summary>Both ends of a connection change alike, so that it stays one.</summary>
    private void Change(Span<byte> address) =>
        BinaryPrimitives.WriteUInt32BigEndian(address, BinaryPrimitives.ReadUInt32BigEndian(address) ^ (Round * 0x0101_0300));
}
