using System.Net;
using System.Text;
using Sekimori.Capture.Logons;
using Sekimori.Capture.Rpc;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>What a capture shows that started behind the bind; and services by the handles that calls name.</summary>
public class BehindTheBindTests
{
    private const string Shell = "9ba05972-f6a8-11cf-a442-00a0c90a8f39";

    [Fact]
    public void An_activation_in_clear_names_its_interface_and_its_class()
    {
        // RemoteCreateInstance with activation properties, the class in InstantiationInfoData ([MS-DCOM] 2.2.22.2.1).
        byte[] info = [.. new byte[16], .. new Guid(Shell).ToByteArray(), .. new byte[12], 1, 0, 0, 0, .. new byte[16],
            .. new Guid("00000000-0000-0000-c000-000000000046").ToByteArray()];
        byte[] header =
        [
            .. new byte[4], 72, 0, 0, 0, .. new byte[8], 1, 0, 0, 0, .. new byte[16 + 12], .. new byte[4],
            .. new Guid("000001ab-0000-0000-c000-000000000046").ToByteArray(),
            .. new byte[4], (byte)info.Length, 0, 0, 0,
        ];
        byte[] blob = [.. new byte[24], .. header, .. new byte[Math.Max(0, 8 + 72 - 24 - header.Length)], .. info];
        byte[] stub = [5, 0, 7, 0, .. new byte[28], .. "MEOW"u8, 4, 0, 0, 0, .. new byte[16],
            .. new Guid("00000338-0000-0000-c000-000000000046").ToByteArray(), .. new byte[8], .. blob];
        var call = Assert.Single(Observe(135, "", (true, Request(4, stub))));
        Assert.Equal(("IRemoteSCMActivator", true), (call.Interface?.Name, call.IsInferred));
    }

    [Fact]
    public void An_old_activation_names_its_interface_and_its_class()
    {
        byte[] stub = [5, 0, 7, 0, .. new byte[8], .. Guid.NewGuid().ToByteArray(), 0, 0, 0, 0, .. new Guid(Shell).ToByteArray(),
            .. new byte[16]];
        var call = Assert.Single(Observe(135, "", (true, Request(0, stub))));
        Assert.Equal(("IActivation", true, Shell), (call.Interface?.Name, call.IsInferred, call.Facts[Fact.Clsid]));
    }

    [Fact]
    public void Arguments_that_show_nothing_name_nothing()
    {
        var call = Assert.Single(Observe(135, "", (true, Request(4, new byte[64]))));
        Assert.Null(call.Interface);
    }

    [Theory]
    [InlineData("svcctl", "svcctl")]
    [InlineData("FssagentRpc", "FileServerVssAgent")]
    [InlineData("InitShutdown", "InitShutdown")]
    [InlineData("lsass", null)]
    [InlineData("", null)]
    public void A_pipe_is_taken_for_the_interface_whose_name_it_has(string pipe, string? name)
    {
        var call = Assert.Single(Observe(445, pipe, (true, Request(4, new byte[64]))));
        Assert.Equal((name, name is not null), (call.Interface?.Name, call.IsInferred));
    }

    [Fact]
    public void A_service_that_is_started_has_the_name_that_it_was_opened_with()
    {
        byte[] manager = [.. new byte[4], .. Guid.NewGuid().ToByteArray()], handle = [.. new byte[4], .. Guid.NewGuid().ToByteArray()],
            other = [.. new byte[4], .. Guid.NewGuid().ToByteArray()];
        var text = Encoding.Unicode.GetBytes("RemoteRegistry\0");
        byte[] open = [.. manager, 15, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0, 0, .. text, 0, 0, 0x10, 0, 0, 0];
        var calls = Observe(445, "svcctl", (true, Request(16, open)), (false, Response([.. handle, 0, 0, 0, 0])),
            (true, Request(19, [.. handle, .. new byte[8]])), (true, Request(19, [.. other, .. new byte[8]])));
        Assert.Equal(["RemoteRegistry", "RemoteRegistry", null], calls.Select(call => call.Facts[Fact.Name]));
    }

    [Fact]
    public void A_service_that_could_not_be_opened_has_no_handle()
    {
        byte[] handle = new byte[20];
        var calls = Observe(445, "svcctl",
            (true, Request(28, [.. new byte[20], 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, .. "abc\0"u8, 0, 0, 0, 0])),
            (false, Response([.. handle, 5, 0, 0, 0])), (true, Request(19, [.. handle, .. new byte[8]])));
        Assert.Null(calls[1].Facts[Fact.Name]);
    }

    [Fact]
    public void What_ports_answered_for_is_remembered_from_capture_to_capture()
    {
        var sink = new Captures.Collector();
        var first = new PassiveObserver(sink);
        var packets = Network.PacketMaker.Conversation;
        foreach (var ip in packets[..2]) first.OnPacket(1, Capture.Files.LinkType.Raw, ip);
        first.Finish();
        var second = new PassiveObserver(sink, first);
        second.OnPacket(2, Capture.Files.LinkType.Raw, packets[2]);
        second.Finish();
        Assert.Equal(("samr", true), (sink.All[^1].Interface?.Name, sink.All[^1].IsInferred));
    }

    private static byte[] Request(int opnum, byte[] stub) => Pdu(0, [(byte)stub.Length, 0, 0, 0, 0, 0, (byte)opnum, 0, .. stub]);

    private static byte[] Response(byte[] stub) => Pdu(2, [(byte)stub.Length, 0, 0, 0, 0, 0, 0, 0, .. stub]);

    private static byte[] Pdu(byte type, byte[] body) =>
        [5, 0, type, 3, 0x10, 0, 0, 0, (byte)(16 + body.Length), (byte)(16 + body.Length >> 8), 0, 0, 1, 0, 0, 0, .. body];

    private static List<Observation> Observe(ushort port, string pipe, params (bool FromClient, byte[] Pdu)[] pdus)
    {
        var sink = new Captures.Collector();
        var context = new ObserverContext(sink, 1 << 20);
        var transport = pipe.Length > 0 || port == 445 ? Transport.NamedPipe : Transport.Tcp;
        var conversation = new RpcConversation(
            context, new Endpoint(IPAddress.Parse("10.0.0.5"), 50_000), new Endpoint(IPAddress.Parse("10.0.0.9"), port), transport, pipe,
            new LogonState());
        var ticks = 0L;
        foreach (var (fromClient, pdu) in pdus) conversation.Receive(fromClient, pdu, ++ticks);
        conversation.Close(++ticks);
        return sink.All;
    }
}
