using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>
/// The legal orders of messages, recorded here from the specification and not taken from the tables under test: [C706] 12.6.3 and 12.6.4
/// name the messages of each direction, [MS-RPCE] 3.3.3.3 what a server does with one that is out of place.
/// </summary>
public class MessageOrderTests
{
    private const string Taken = "taken", Fault = "fault", Nak = "bind_nak", Closed = "closed";

    // What a server does with each PTYPE: before the bind, and after it.
    private static readonly (byte Type, string Unbound, string? Bound)[] Server =
    [
        (0, Fault, Taken),  // request
        (1, Closed, Closed),  // ping, and the others of [C706] 12.5 up to 10: datagrams only
        (2, Closed, Closed),  // response: only a server sends it
        (3, Closed, Closed),  // fault: likewise
        (4, Closed, Closed),
        (5, Closed, Closed),
        (6, Closed, Closed),
        (7, Closed, Closed),
        (8, Closed, Closed),
        (9, Closed, Closed),
        (10, Closed, Closed),
        (11, Taken, Nak),  // bind: once only
        (12, Closed, Closed),  // bind_ack: only a server sends it, and the next
        (13, Closed, Closed),
        (14, Fault, Taken),  // alter_context
        (15, Closed, Closed),  // alter_context_resp: only a server sends it
        (16, Fault, null),  // auth3: after a bind with a security context only, which SecurityTests show
        (17, Closed, Closed),  // shutdown: only a server sends it
        (18, Closed, Taken),  // co_cancel
        (19, Closed, Taken),  // orphaned
        (20, Closed, Closed),  // no such type
        (255, Closed, Closed),
    ];

    /// <summary>The rows of the table above; one without an outcome depends on more than the type, and has tests elsewhere.</summary>
    public static TheoryData<byte, bool, string> ServerRows =>
        [.. Server.Select(row => (row.Type, false, row.Unbound)),
        .. Server.Where(row => row.Bound is not null).Select(row => (row.Type, true, row.Bound!))];

    /// <summary>Whether a client may get each PTYPE: while it binds, once it is bound, while it alters its contexts.</summary>
    public static TheoryData<byte, bool, bool, bool> ClientRows => new()
    {
        { 0, false, false, false },  // only a client sends these
        { 11, false, false, false },
        { 14, false, false, false },
        { 16, false, false, false },
        { 18, false, false, false },
        { 19, false, false, false },
        { 1, false, false, false },  // datagrams only
        { 10, false, false, false },
        { 12, true, false, false },  // bind_ack and bind_nak answer a bind
        { 13, true, false, false },
        { 15, false, false, true },  // alter_context_resp answers an alter_context
        { 2, false, true, true },  // response, fault and shutdown: as soon as there is an association
        { 3, false, true, true },
        { 17, false, true, true },
        { 20, false, false, false },
        { 255, false, false, false },
    };

    [Theory]
    [MemberData(nameof(ServerRows))]
    public void A_server_does_what_the_specification_says(byte type, bool isBound, string outcome)
    {
        var server = new ServerCore();
        if (isBound)
        {
            server.Receive(ClientCore.BindBytes());
            Assert.Equal([PduType.BindAck], server.TakePdus().ConvertAll(pdu => PduHeader.Read(pdu).Type));
        }

        Assert.Equal(outcome, Outcome(server, type));
    }

    [Fact]
    public void Every_pdu_type_has_its_row() =>
        Assert.Equal(Enum.GetValues<PduType>().Order(), MessageOrder.Rows.Select(row => row.Type).Order());

    [Theory]
    [MemberData(nameof(ClientRows))]
    public void A_client_takes_only_what_the_specification_allows(byte type, bool binding, bool bound, bool altering)
    {
        Assert.Equal(binding, IsSupported(type, pair => pair.Client.Association.Bind([ClientCore.Context(0)])));
        Assert.Equal(bound, IsSupported(type, pair => pair.Bind()));
        Assert.Equal(altering, IsSupported(type, pair =>
        {
            pair.Bind();
            pair.Client.Association.AlterContext([ClientCore.Context(1)]);
        }));
    }

    private static bool IsSupported(byte type, Action<Pair> reach)
    {
        var pair = new Pair();
        reach(pair);
        Assert.Equal(AssociationEnd.None, pair.Client.Association.End);
        pair.Client.Receive(ClientCore.HeaderBytes((PduType)type, 99));
        return pair.Client.Association.End != AssociationEnd.UnexpectedPdu;
    }

    private static string Outcome(ServerCore server, byte type)
    {
        server.Receive(Bytes((PduType)type));
        var answers = server.TakePdus().ConvertAll(pdu => PduHeader.Read(pdu).Type);
        return (server.Association.End, answers) switch
        {
            (AssociationEnd.None, _) when !answers.Contains(PduType.Fault) && !answers.Contains(PduType.BindNak) => Taken,
            (AssociationEnd.OutOfOrder, [PduType.Fault]) => Fault,
            (AssociationEnd.OutOfOrder, [PduType.BindNak]) => Nak,
            (AssociationEnd.UnexpectedPdu, []) => Closed,
            var (end, other) => $"{end}: {string.Join(' ', other)}",
        };
    }

    /// <summary>A PDU of this type that a server takes, if it takes the type at all.</summary>
    private static byte[] Bytes(PduType type)
    {
        switch (type)
        {
            case PduType.Bind:
                return ClientCore.BindBytes();
            case PduType.AlterContext:
                var alter = ClientCore.BindBytes();
                alter[2] = (byte)PduType.AlterContext;
                return alter;
            case PduType.Request:
                return ClientCore.RequestBytes(1, [1, 2, 3]);
            default:
                return ClientCore.HeaderBytes(type, 1);
        }
    }
}
