using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>Every row of the tables of legal orders, in every state.</summary>
public class MessageOrderTests
{
    public static TheoryData<byte, bool> Types()
    {
        var data = new TheoryData<byte, bool>();
        for (var type = 0; type < 24; type++)
        {
            data.Add((byte)type, false);
            data.Add((byte)type, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_server_does_what_its_table_says(byte type, bool bound)
    {
        var server = new ServerCore();
        if (bound)
        {
            server.Receive(ClientCore.BindBytes());
            server.TakeOutput();
        }

        server.Receive(Bytes((PduType)type, bound));
        var answers = server.TakePdus().ConvertAll(pdu => PduHeader.Read(pdu).Type);
        switch (MessageOrder.For((PduType)type, bound))
        {
            case MessageRule.Process:
                Assert.Equal(AssociationEnd.None, server.Association.End);
                break;
            case MessageRule.Nak:
                Assert.Equal([PduType.BindNak], answers);
                Assert.Equal(AssociationEnd.OutOfOrder, server.Association.End);
                break;
            case MessageRule.Fault:
                Assert.Equal([PduType.Fault], answers);
                Assert.Equal(AssociationEnd.OutOfOrder, server.Association.End);
                break;
            case MessageRule.Close:
                Assert.Empty(answers);
                Assert.Equal(AssociationEnd.UnexpectedPdu, server.Association.End);
                break;
        }
    }

    [Fact]
    public void Every_pdu_type_has_its_row() => Assert.Equal(Enum.GetValues<PduType>().Order(), MessageOrder.Rows.Select(row => row.Type).Order());

    [Theory]
    [MemberData(nameof(Types))]
    public void A_client_takes_only_what_its_table_allows(byte type, bool bound)
    {
        var pair = new Pair();
        if (bound) pair.Bind();
        else pair.Client.Association.Bind([ClientCore.Context(0)]);
        pair.Client.Receive(ClientCore.HeaderBytes((PduType)type, 99));
        var allowed = ClientMessageOrder.Allows((PduType)type, bound ? ClientState.Bound : ClientState.Binding);
        Assert.Equal(!allowed, pair.Client.Association.End == AssociationEnd.UnexpectedPdu);
    }

    /// <summary>A PDU of this type that a bound server takes, if it takes the type at all.</summary>
    private static byte[] Bytes(PduType type, bool bound)
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
            case PduType.Auth3 when bound:
                // Out of place for need of an authentication, but not for its type; its own test says what it gets.
                return [];
            default:
                return ClientCore.HeaderBytes(type, 1);
        }
    }
}
