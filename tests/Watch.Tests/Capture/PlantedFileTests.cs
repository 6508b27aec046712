using System.Buffers.Binary;
using System.Net;
using System.Text;
using Sekimori.Capture.Smb;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>Files that are written through shares of the system ([MS-SMB2] 2.2.9, 2.2.13, 2.2.39), and what is nobody's business.</summary>
public class PlantedFileTests
{
    private const uint Write = 0x0012_0116, Read = 0x0012_0089, Maximum = 0x0200_0000;
    private const uint Opened = 1, Created = 2;

    [Theory]
    [InlineData(@"\\SRV1\ADMIN$", @"System32\wlbsctrl.dll", Write, Created, true)]
    [InlineData(@"\\SRV1\C$", @"Windows\System32\drivers\a.sys", Write, Opened, true)]
    [InlineData(@"\\SRV1\C$", @"Windows\System32\a.dll", Maximum, Created, true)]
    [InlineData(@"\\lab.test\SYSVOL", @"lab.test\Policies\a.xml", Write, Created, true)]
    [InlineData(@"\\SRV1\C$", @"Windows\System32\a.dll", Read, Opened, false)]
    [InlineData(@"\\SRV1\C$", @"Windows\System32\a.dll", Maximum, Opened, false)]
    [InlineData(@"\\SRV1\home", @"alice\report.dll", Write, Created, false)]
    public void A_file_is_told_where_it_is_written_to_a_share_of_the_system(
        string share, string path, uint access, uint action, bool isTold)
    {
        var seen = Observe((true, TreeConnect(share)), (false, Answer(3, 1, 1)), (true, Create(path, access)),
            (false, Answer(5, 2, 0, action)));
        Assert.Equal(isTold ? [$@"{share}\{path}"] : [], seen.Select(one => one.Facts[Fact.UncPath]));
        Assert.All(seen, one =>
            Assert.Equal((ObservationKind.File, "10.0.0.5", "10.0.0.9"), (one.Kind, one.Client.AddressText, one.Server.AddressText)));
    }

    [Fact]
    public void A_refused_create_is_not_told() =>
        Assert.Empty(
        Observe((true, TreeConnect(@"\\SRV1\C$")), (false, Answer(3, 1, 1)), (true, Create(@"Windows\a.dll", Write)),
        (false, Answer(5, 2, 0, 0, status: 0xc000_0022))));

    [Fact]
    public void A_directory_is_not_told() =>
        Assert.Empty(
        Observe((true, TreeConnect(@"\\SRV1\C$")), (false, Answer(3, 1, 1)), (true, Create(@"Windows\Temp", Write)),
        (false, Answer(5, 2, 0, Created, attributes: 0x10))));

    [Fact]
    public void A_file_that_gets_its_name_later_is_told_by_it()
    {
        var seen = Observe((true, TreeConnect(@"\\SRV1\ADMIN$")), (false, Answer(3, 1, 1)), (true, Rename(@"System32\wlbsctrl.dll")),
            (false, Answer(17, 2, 0)));
        Assert.Equal(@"\\SRV1\ADMIN$\System32\wlbsctrl.dll", Assert.Single(seen).Facts[Fact.UncPath]);
    }

    [Fact]
    public void Of_a_share_that_was_not_seen_programs_are_told()
    {
        var seen = Observe((true, Create(@"Windows\System32\a.dll", Write)), (false, Answer(5, 2, 0, Created)),
            (true, Create(@"alice\report.docx", Write)), (false, Answer(5, 2, 0, Created)));
        Assert.Equal(@"\\10.0.0.9\?\Windows\System32\a.dll", Assert.Single(seen).Facts[Fact.UncPath]);
    }

    private static byte[] TreeConnect(string share) =>
        Message(3, 1, false, 0, [9, 0, 0, 0, 72, 0, (byte)(share.Length * 2), 0, .. Encoding.Unicode.GetBytes(share)]);

    private static byte[] Create(string path, uint access) => Message(5, 2, false, 0,
        [57, 0, 0, 0, .. new byte[20], .. Little(access), .. new byte[16], 120, 0, (byte)(path.Length * 2), 0, .. new byte[8],
        .. Encoding.Unicode.GetBytes(path)]);

    private static byte[] Rename(string path) => Message(17, 2, false, 0,
    [
        33, 0, 1, 10, .. Little((uint)(20 + path.Length * 2)), 96, 0, 0, 0, 0, 0, 0, 0, .. new byte[16], .. new byte[16],
        .. Little((uint)path.Length * 2), .. Encoding.Unicode.GetBytes(path),
    ]);

    private static byte[] Answer(ushort command, ulong id, byte shareType, uint action = 0, uint attributes = 0, uint status = 0)
    {
        var body = new byte[88];
        body[2] = shareType;
        if (command == 5) Little(action).CopyTo(body, 4);
        Little(attributes).CopyTo(body, 56);
        body[64] = 9;
        return Message(command, id, true, status, body);
    }

    /// <summary>NetBIOS' length, the header of [MS-SMB2] 2.2.1.2, and the body.</summary>
    private static byte[] Message(ushort command, ulong id, bool isAnswer, uint status, byte[] body)
    {
        byte[] message = [0xfe, .. "SMB"u8, 64, 0, 0, 0, .. Little(status), (byte)command, 0, 0, 0, isAnswer ? (byte)1 : (byte)0, 0, 0, 0,
            0, 0, 0, 0, .. new byte[8], 0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. new byte[16], .. body];
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(24), id);
        return [0, 0, (byte)(message.Length >> 8), (byte)message.Length, .. message];
    }

    private static byte[] Little(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static List<Observation> Observe(params (bool FromClient, byte[] Message)[] messages)
    {
        var sink = new Captures.Collector();
        var conversation = new SmbConversation(
            new(sink, 1 << 20), new(IPAddress.Parse("10.0.0.5"), 50_000), new(IPAddress.Parse("10.0.0.9"), 445));
        var ticks = 0L;
        foreach (var (fromClient, message) in messages) conversation.Receive(fromClient, message, ++ticks);
        conversation.Close(++ticks);
        return sink.All;
    }
}
