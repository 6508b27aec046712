using System.Buffers.Binary;
using Sekimori.Capture.Files;
using Sekimori.Capture.Tests.Network;
using Sekimori.Wire;

namespace Sekimori.Capture.Tests.Files;

/// <summary>What is whole in a damaged file is read, and the damage is told; files of other formats are named.</summary>
public class CaptureFileTests
{
    private static readonly byte[][] Frames = [.. PacketMaker.Conversation.Select(ip => PacketMaker.Ethernet(0x0800, ip))];

    [Fact]
    public void Bytes_behind_the_last_record_of_a_pcap_are_told_and_nothing_is_lost()
    {
        byte[] file = [.. Pcap(), .. Enumerable.Repeat((byte)0xff, 64)];
        var (reader, observer, seen) = Read(file);
        Assert.Equal(2, seen);
        Assert.True(reader.IsOver);
        Assert.Equal((Pcap().Length, 3), (reader.Damages.Single().Offset, reader.Damages.Single().Packets));
        Assert.Equal(0, observer.UnreadPackets);
    }

    [Theory]
    [InlineData(1, 0x00)]
    [InlineData(64, 0xff)]
    [InlineData(4096, 0x00)]
    [InlineData(300_000, 0xff)]
    [InlineData(333, 0x41)] // what could be lengths and times, save that they are out of all proportion
    [InlineData(100_000, -1)]
    public void Records_behind_a_hole_in_a_pcap_are_read_and_the_hole_is_told(int size, int value)
    {
        var file = Holed(size, value);
        var (reader, _, seen) = Read(file);
        Assert.Equal((3, 1, false, 2), (reader.Packets, reader.DamageCount, reader.IsOver, seen));
        Assert.Equal(new CaptureDamage(24 + 16 + Frames[0].Length, 1, reader.Damages[0].What, size), reader.Damages.Single());
    }

    [Fact]
    public void A_record_that_lost_its_middle_costs_itself_and_the_one_it_reaches_into()
    {
        // 40 bytes of the first packet are gone: its length reaches into the second record.
        byte[] frames = [.. Frames.SelectMany(frame => Packet(frame, 0)), .. Frames.SelectMany(frame => Packet(frame, 0))],
            head = Pcap()[..24];
        var (reader, _, _) = Read([.. head, .. Packet(Frames[0], 0), .. frames[..20], .. frames[60..]]);
        Assert.Equal(1, reader.DamageCount);
        // Of seven records six are whole; the cut one, and one at most after it, are lost.
        Assert.InRange(reader.Packets, 5, 7);
    }

    [Fact]
    public void Zeros_behind_the_last_record_are_damage_and_no_packets()
    {
        var (reader, _, _) = Read([.. Pcap(), .. new byte[4096]]);
        Assert.Equal((3, 1), (reader.Packets, reader.DamageCount));
    }

    [Theory]
    [InlineData(0x2400_0001u, 4)] // four bits of length in units of two bytes: four bytes behind each frame
    [InlineData(0x0000_0001u, 0)]
    [InlineData(0xf000_0001u, 0)] // a length without the flag
    public void A_frame_check_sequence_is_taken_off_by_the_files_header(uint link, int size)
    {
        var sink = new Collector();
        new CaptureReader(sink).Consume(Pcap(link: link, tail: size == 0 ? [] : [1, 2, 3, 4]));
        Assert.Equal(Frames, sink.Frames);
        Assert.All(sink.Links, one => Assert.Equal(LinkType.Ethernet, one));
    }

    [Fact]
    public void Cut_packets_are_counted_in_both_formats()
    {
        Assert.Equal(3, Read(Pcap(cut: 20)).Observer.CutPackets);
        Assert.Equal(3, Read(Pcapng(cut: 20)).Observer.CutPackets);
        Assert.Equal(0, Read(Pcapng()).Observer.CutPackets);
    }

    [Fact]
    public void Files_that_were_put_together_are_read_to_the_end() => Assert.Equal(6, Read([.. Pcap(), .. Pcap()]).Reader.Packets);

    [Theory]
    [InlineData(4, 0xff)] // the length
    [InlineData(20, 0xff)] // the captured length: the block's own bounds hold
    [InlineData(8, 0x09)] // an interface that was not described
    [InlineData(-4, 0x00)] // the length at its end
    public void One_damaged_block_of_a_pcapng_costs_that_block(int at, byte value)
    {
        var head = Section().Length + Interface().Length;
        var file = Pcapng();
        var first = Enhanced(Frames[0]).Length;
        file[head + (at < 0 ? first + at : at)] = value;
        if (at == 20) file[head + at + 1] = value;
        var (reader, _, _) = Read(file);
        Assert.Equal((2, 1, false), (reader.Packets, reader.DamageCount, reader.IsOver));
        Assert.Equal(head, reader.Damages.Single().Offset);
    }

    [Fact]
    public void Garbage_between_blocks_is_passed_over_whatever_its_size()
    {
        byte[] file = [.. Section(), .. Interface(), .. Enhanced(Frames[0]),
            .. Enumerable.Range(0, 4099).Select(at => (byte)(at * 7 | 0x80)), .. Enhanced(Frames[1]), .. Enhanced(Frames[2])];
        var (reader, _, seen) = Read(file);
        Assert.Equal((3, 1, 2), (reader.Packets, reader.DamageCount, seen));
    }

    [Fact]
    public void A_large_block_that_is_no_packet_is_passed_over()
    {
        byte[] file = [.. Section(), .. Interface(), .. Block(10, new byte[2 << 20]), .. Enhanced(Frames[0])];
        var (reader, _, _) = Read(file);
        Assert.Equal((1, 0, 0), (reader.Packets, reader.DamageCount, reader.Missing));
        reader = new(new Collector());
        reader.Consume(file.AsSpan(0, file.Length / 2));
        Assert.True(reader.Missing > 0);
    }

    [Fact]
    public void Byte_by_byte_equals_all_at_once()
    {
        byte[][] files =
        [
            Pcap(), Pcapng(), [.. Pcap(), .. Enumerable.Repeat((byte)0xff, 64)], [.. Pcap(), .. Pcap()], Holed(99, 0xff), Holed(5000, 0),
            Holed(333, 0x41), [.. Section(), .. Interface(), .. Enumerable.Repeat((byte)0x86, 99), .. Enhanced(Frames[2])],
        ];
        foreach (var file in files)
        {
            Collector whole = new(), pieces = new();
            var all = new CaptureReader(whole);
            all.Finish(file.AsSpan(all.Consume(file)));
            var each = new CaptureReader(pieces);
            var held = new List<byte>();
            foreach (var one in file)
            {
                held.Add(one);
                held.RemoveRange(0, each.Consume(held.ToArray()));
            }
            each.Finish(held.ToArray());
            Assert.Equal(whole.Frames, pieces.Frames);
            Assert.Equal(all.Damages, each.Damages);
        }
    }

    [Theory]
    [InlineData("1f8b0800000000000003", "gunzip")]
    [InlineData("28b52ffd0458", "zstd")]
    [InlineData("736e6f6f7000000000000002", "snoop")]
    [InlineData("474d425500020000", "Network Monitor")]
    [InlineData("456c6646696c6500", "event log")]
    [InlineData("0000000000105e5c0204007000000068", "ERF")]
    [InlineData("0000010080000000800000000100", "etl")]
    [InlineData("3c68746d6c3e", "neither pcap nor pcapng")]
    public void A_file_of_another_format_is_named(string begin, string says)
    {
        byte[] file = [.. Convert.FromHexString(begin), .. new byte[64]];
        var wrong = Assert.Throws<MalformedException>(() => new CaptureReader(new Collector()).Consume(file));
        Assert.Contains(says, wrong.Where, StringComparison.Ordinal);
    }

    private static (CaptureReader Reader, PassiveObserver Observer, int Seen) Read(byte[] file)
    {
        var sink = new Captures.Collector();
        var observer = new PassiveObserver(sink);
        var reader = new CaptureReader(observer);
        var consumed = 0;
        // In windows, as files are read.
        for (var end = 0; end < file.Length;)
        {
            end = Math.Min(file.Length, end + 1000);
            consumed += reader.Consume(file.AsSpan(consumed..end));
        }
        reader.Finish(file.AsSpan(consumed));
        observer.Finish();
        return (reader, observer, sink.All.Count);
    }

    /// <summary>A capture with bytes between its first and its second record; -1 for bytes of all kinds.</summary>
    private static byte[] Holed(int size, int value)
    {
        var hole = new byte[size];
        if (value < 0) new Random(1).NextBytes(hole);
        else Array.Fill(hole, (byte)value);
        var first = 24 + 16 + Frames[0].Length;
        return [.. Pcap()[..first], .. hole, .. Pcap()[first..]];
    }

    private static byte[] Pcap(uint link = 1, byte[]? tail = null, int cut = 0) =>
        [.. Little(0xa1b2c3d4), 2, 0, 4, 0, .. Little(0), .. Little(0), .. Little(65_535), .. Little(link),
        .. Frames.SelectMany(frame => Packet([.. frame, .. tail ?? []], cut))];

    private static byte[] Packet(byte[] frame, int cut) =>
        [.. Little(1_700_000_000), .. Little(5), .. Little((uint)(frame.Length - cut)), .. Little((uint)frame.Length), .. frame[..^cut]];

    private static byte[] Pcapng(int cut = 0) => [.. Section(), .. Interface(), .. Frames.SelectMany(frame => Enhanced(frame, cut))];

    private static byte[] Section() =>
        Block(0x0a0d0d0a, [.. Little(0x1a2b3c4d), 1, 0, 0, 0, .. Little(uint.MaxValue), .. Little(uint.MaxValue)]);

    private static byte[] Interface() => Block(1, [1, 0, 0, 0, .. Little(0)]);

    private static byte[] Enhanced(byte[] frame, int cut = 0) =>
        Block(
        6,
        [.. Little(0), .. Little(0x60a24), .. Little(0), .. Little((uint)(frame.Length - cut)), .. Little((uint)frame.Length),
        .. frame[..^cut], .. new byte[3 - (frame.Length - cut + 3) % 4]]);

    private static byte[] Block(uint type, byte[] body) =>
        [.. Little(type), .. Little((uint)body.Length + 12), .. body, .. Little((uint)body.Length + 12)];

    private static byte[] Little(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private sealed class Collector : IPacketSink
    {
        public List<byte[]> Frames { get; } = [];

        public List<LinkType> Links { get; } = [];

        public void OnPacket(long ticks, LinkType link, ReadOnlySpan<byte> frame, bool isCut = false)
        {
            Frames.Add(frame.ToArray());
            Links.Add(link);
        }
    }
}
