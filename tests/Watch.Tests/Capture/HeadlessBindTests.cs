using System.Net;
using Sekimori.Capture.Logons;
using Sekimori.Capture.Rpc;
using Sekimori.Guard;
using Sekimori.Observations;

namespace Sekimori.Capture.Tests;

/// <summary>A bind without first and last flags: Windows takes it, so what it binds is named once the server has acknowledged it.</summary>
public class HeadlessBindTests
{
    private const string Spoolss = "12345678-1234-abcd-ef00-0123456789ab", Samr = "12345778-1234-abcd-ef00-0123456789ac";

    [Theory]
    [InlineData((byte)0)]
    [InlineData((byte)2)]
    public void An_acknowledged_one_names_its_calls(byte flags)
    {
        var seen = Observe(Client(Bind(flags, Spoolss)), Server(Ack()), Client(Request()));
        Assert.Equal([ObservationKind.Anomaly, ObservationKind.Bind, ObservationKind.Call], seen.Select(one => one.Kind));
        Assert.Equal("bind_without_first_fragment", seen[0].Facts[Fact.Anomaly]);
        Assert.Equal(["spoolss", "spoolss"], seen.Skip(1).Select(one => one.Interface!.Name));
    }

    [Fact]
    public void A_refused_one_renames_nothing()
    {
        var seen = Observe(Client(Bind(3, Samr)), Server(Ack()), Client(Bind(0, Spoolss)), Server(Nak()), Client(Request()));
        Assert.Equal("samr", Assert.Single(seen, one => one.Kind == ObservationKind.Call).Interface!.Name);
        Assert.Equal("samr", Assert.Single(seen, one => one.Kind == ObservationKind.Bind).Interface!.Name);
    }

    private static (bool, byte[]) Client(byte[] pdu) => (true, pdu);

    private static (bool, byte[]) Server(byte[] pdu) => (false, pdu);

    private static byte[] Bind(byte flags, string uuid) =>
        Pdu(
        11, flags,
        [0xd0, 0x16, 0xd0, 0x16, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, .. new Guid(uuid).ToByteArray(), 1, 0, 0, 0,
        .. Sekimori.Rpc.SyntaxId.Ndr20.Uuid.ToByteArray(), 2, 0, 0, 0]);

    private static byte[] Ack() =>
        Pdu(
        12, 3,
        [0xd0, 0x16, 0xd0, 0x16, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. Sekimori.Rpc.SyntaxId.Ndr20.Uuid.ToByteArray(), 2, 0, 0,
        0]);

    private static byte[] Nak() => Pdu(13, 3, [0, 0, 1, 5, 0, 0, 0, 0]);

    private static byte[] Request() => Pdu(0, 3, [8, 0, 0, 0, 0, 0, 65, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

    private static byte[] Pdu(byte type, byte flags, byte[] body) =>
        [5, 0, type, flags, 0x10, 0, 0, 0, (byte)(16 + body.Length), 0, 0, 0, 1, 0, 0, 0, .. body];

    private static List<Observation> Observe(params (bool FromClient, byte[] Pdu)[] pdus)
    {
        var sink = new Collector();
        var context = new ObserverContext(sink, 1 << 20);
        var conversation = new RpcConversation(
            context, new Endpoint(IPAddress.Parse("10.0.0.5"), 50_000), new Endpoint(IPAddress.Parse("10.0.0.9"), 49_700), Transport.Tcp,
            "", new LogonState());
        var ticks = 0L;
        foreach (var (fromClient, pdu) in pdus) conversation.Receive(fromClient, pdu, ++ticks);
        conversation.Close(++ticks);
        return sink.Seen;
    }

    private sealed class Collector : IObservationSink
    {
        public List<Observation> Seen { get; } = [];

        public void OnObservation(Observation seen) => Seen.Add(seen);
    }
}
