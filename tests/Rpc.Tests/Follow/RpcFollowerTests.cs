using System.Text;
using Sekimori.Guard;
using Sekimori.Rpc.Follow;
using Sekimori.Rpc.Pdu;
using Sekimori.Rpc.Towers;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Follow;

/// <summary>A gateway sees which interface and operation each PDU means, whatever its sender does with numbers and fragments.</summary>
public class RpcFollowerTests
{
    private static readonly SyntaxId Samr = WirePdus.Samr, Drsuapi = WirePdus.Drsuapi, Unknown = default;

    private readonly RpcFollower _follower = new(isMapper: true);
    private readonly WirePdus _wire = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bind_names_its_interfaces_and_a_call_the_one_of_its_context(bool isBigEndian)
    {
        var wire = new WirePdus(isBigEndian);
        var (bind, named) = Send(wire.Bind(PduType.Bind, 1, 3, [(0, Samr), (1, Samr), (7, Drsuapi)], transfers: 3));
        Assert.Equal((FollowedKind.Bind, false), (bind.Kind, bind.IsAlter));
        Assert.Equal([Samr, Drsuapi], named);
        Answer(wire.Ack(1, true, false, true));
        (var call, named) = Send(wire.Request(2, 7, 3, new byte[20]));
        Assert.Equal((FollowedKind.Call, 3, 20, true), (call.Kind, call.Opnum, call.StubLength, call.IsWhole));
        Assert.Equal([Drsuapi], named);
    }

    [Fact]
    public void A_context_that_nobody_proposed_is_an_unknown_interface()
    {
        Assert.Equal([Unknown], Send(_wire.Request(1, 0, 3)).Named);
        Send(_wire.Bind(2, (0, Samr)));
        Assert.Equal([Unknown], Send(_wire.Request(3, 1, 3)).Named);
    }

    [Fact]
    public void A_number_proposed_twice_means_every_interface_that_was_not_rejected()
    {
        Send(_wire.Bind(1, (0, Samr)));
        Answer(_wire.Ack(1, true));
        Assert.True(Send(_wire.Alter(2, (0, Drsuapi))).Pdu.IsAlter);
        // Before the answer is known, and after one that accepts.
        Assert.Equal([Samr, Drsuapi], Send(_wire.Request(3, 0, 5)).Named);
        Answer(_wire.Ack(2, true));
        Assert.Equal([Samr, Drsuapi], Send(_wire.Request(4, 0, 5)).Named);
    }

    [Fact]
    public void The_number_of_a_rejected_interface_can_be_used_again()
    {
        Send(_wire.Bind(1, (0, Samr), (1, Drsuapi)));
        Answer(_wire.Ack(1, true, false));
        Send(_wire.Alter(2, (1, Samr)));
        Answer(_wire.Ack(2, true));
        Assert.Equal([Samr], Send(_wire.Request(3, 1, 5)).Named);
    }

    [Fact]
    public void An_answer_that_may_belong_to_another_proposal_rejects_nothing()
    {
        Send(_wire.Bind(1, (0, Samr)));
        Answer(_wire.Ack(1, true));
        // Two with the same call_id: the first is rejected, and what it says must not be taken for the second.
        Send(_wire.Alter(7, (5, Samr)));
        Send(_wire.Alter(7, (5, Drsuapi)));
        Answer(_wire.Ack(7, false));
        Answer(_wire.Ack(7, true));
        Assert.Contains(Drsuapi, Send(_wire.Request(8, 5, 3)).Named);
    }

    [Fact]
    public void A_fault_with_the_number_of_a_proposal_rejects_nothing_either()
    {
        Send(_wire.Bind(1, (0, Samr)));
        Answer(_wire.Ack(1, true));
        Send(_wire.Request(7, 0, 99));
        Send(_wire.Alter(7, (5, Samr)));
        Answer(_wire.Fault(7, 0x1c010002));
        Send(_wire.Alter(7, (5, Drsuapi)));
        Answer(_wire.Ack(7, false));
        Answer(_wire.Ack(7, true));
        Assert.Contains(Drsuapi, Send(_wire.Request(8, 5, 3)).Named);
    }

    [Theory]
    [InlineData(2, 3)] // more contexts than there are
    [InlineData(1, 1)] // a bind that goes on in another fragment
    public void Contexts_that_cannot_be_seen_are_unknown(int announced, byte flags) =>
        Assert.Equal([Samr, Unknown], Send(_wire.Bind(PduType.Bind, 1, flags, [(0, Samr)], announced: announced)).Named);

    [Fact]
    public void Contexts_that_a_false_token_length_hides_are_seen()
    {
        var bind = _wire.Bind(1, (0, Samr), (1, Drsuapi));
        // auth_length says that the token begins before the second context.
        bind[10] = 40;
        Assert.Equal([Samr, Drsuapi], Send(bind).Named);
    }

    [Fact]
    public void Fragments_of_a_call_are_asked_about_once_and_those_that_contradict_it_again()
    {
        Send(_wire.Bind(1, (0, Samr), (1, Drsuapi)));
        var (first, _) = Send(_wire.Request(2, 0, 5, new byte[8], flags: 1));
        Assert.Equal((FollowedKind.Call, false), (first.Kind, first.IsWhole));
        Assert.Equal(FollowedKind.Other, Send(_wire.Request(2, 0, 5, new byte[8], flags: 0)).Pdu.Kind);
        var (changed, named) = Send(_wire.Request(2, 1, 5, new byte[8], flags: 0));
        Assert.Equal(FollowedKind.Call, changed.Kind);
        Assert.Equal([Drsuapi], named);
        var other = Send(_wire.Request(2, 0, 6, new byte[8], flags: 0)).Pdu;
        Assert.Equal((FollowedKind.Call, 6), (other.Kind, other.Opnum));
        Assert.Equal(FollowedKind.Other, Send(_wire.Request(2, 0, 5, new byte[8], flags: 2)).Pdu.Kind);
        // Its call has ended: a further one is a call of its own.
        Assert.Equal(FollowedKind.Call, Send(_wire.Request(2, 0, 5, new byte[8], flags: 2)).Pdu.Kind);
    }

    [Fact]
    public void A_call_has_the_lower_of_what_was_bound_and_what_it_says()
    {
        Send(_wire.Bind(PduType.Bind, 1, 3, [(0, Samr)], trailer: (10, 5, 77)));
        Assert.Equal(ProtectionLevel.Integrity, Level((10, 6, 77)));
        Assert.Equal(ProtectionLevel.Connect, Level((10, 2, 77)));
        Assert.Equal(ProtectionLevel.None, Level((10, 6, 78)));
        Assert.Equal(ProtectionLevel.None, Level(null));
        Assert.True(Send(_wire.Request(2, 0, 5, new byte[8], trailer: (10, 5, 77))).Pdu.IsProtected);

        ProtectionLevel Level((byte, byte, uint)? trailer) => Send(_wire.Request(2, 0, 5, new byte[8], trailer: trailer)).Pdu.Level;
    }

    [Fact]
    public void Ports_are_read_from_the_answers_that_were_asked_for()
    {
        Send(_wire.Bind(1, (0, WirePdus.Mapper), (1, WirePdus.Exporter)));
        Answer(_wire.Ack(1, true, true));
        var towers = Towers(49664, 49700, 49664);
        // Nobody has asked; another operation was asked for.
        Assert.Empty(Answer(_wire.Response(2, towers)).Ports);
        Send(_wire.Request(2, 0, 4));
        Assert.Empty(Answer(_wire.Response(2, towers)).Ports);
        Send(_wire.Request(3, 0, 3));
        Assert.Empty(Answer(_wire.Response(4, towers)).Ports);
        Assert.Equal([49664, 49700], Answer(_wire.Response(3, towers)).Ports);
        // An answer comes once.
        Assert.Empty(Answer(_wire.Response(3, towers)).Ports);
        // In fragments, and in string bindings.
        Send(_wire.Request(5, 0, 2));
        Assert.Empty(Answer(_wire.Response(5, towers[..40], flags: 1)).Ports);
        Assert.Equal([49664, 49700], Answer(_wire.Response(5, towers[40..], flags: 2)).Ports);
        Send(_wire.Request(6, 1, 5));
        byte[] bindings = [.. new byte[8], 7, 0, .. Encoding.Unicode.GetBytes("dc1.lab.test[49913]"), 0, 0];
        Assert.Equal([49913], Answer(_wire.Response(6, bindings)).Ports);
    }

    [Fact]
    public void A_sealed_answer_names_nothing()
    {
        Send(_wire.Bind(1, (0, WirePdus.Mapper)));
        Send(_wire.Request(2, 0, 3));
        Assert.Empty(Answer(_wire.Response(2, Towers(49664), trailer: (10, 6, 1))).Ports);
        Send(_wire.Request(3, 0, 3));
        Assert.Equal([49664], Answer(_wire.Response(3, Towers(49664), trailer: (10, 5, 1))).Ports);
    }

    [Fact]
    public void Other_ports_than_135_name_nothing()
    {
        var follower = new RpcFollower(isMapper: false);
        var (named, ports) = (new List<SyntaxId>(), new List<int>());
        foreach (var pdu in (byte[][])[_wire.Bind(1, (0, WirePdus.Mapper)), _wire.Request(2, 0, 3)]) follower.NextFromClient(pdu, named);
        follower.NextFromServer(_wire.Response(2, Towers(49664)), ports);
        Assert.Empty(ports);
    }

    [Fact]
    public void A_fault_is_that_of_its_call()
    {
        Send(_wire.Bind(1, (0, Samr)));
        Send(_wire.Request(2, 0, 5));
        var (fault, _) = Answer(_wire.Fault(2, 5));
        Assert.Equal((FollowedKind.Fault, Samr, 5, 5u), (fault.Kind, fault.Interface, fault.Opnum, fault.Status));
        Assert.Null(Answer(_wire.Fault(3, 5)).Answer.Interface);
    }

    [Fact]
    public void What_cannot_be_cut_is_the_last_that_passes()
    {
        var (endless, _) = Send([5, 0, 0, 3, 0x10, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0]);
        Assert.Equal(0, endless.Length);
        var (small, _) = Send([5, 0, 0, 3, 0x10, 0, 0, 0, 15, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3]);
        Assert.Equal((16, true), (small.Length, small.IsLast));
        // Of another protocol no more than a header passes, whatever stands where its length would be.
        var other = Send("GET / HTTP/1.1\r\nHost: dc1\r\n\r\n"u8.ToArray()).Pdu;
        Assert.Equal((16, true), (other.Length, other.IsLast));
        // Another minor version is read all the same.
        Send(_wire.Bind(1, (0, Samr)));
        var odd = _wire.Request(2, 0, 5);
        odd[1] = 1;
        var (pdu, named) = Send(odd);
        Assert.Equal((FollowedKind.Call, 5, true), (pdu.Kind, pdu.Opnum, pdu.IsLast));
        Assert.Equal([Samr], named);
        var (answer, _) = Answer("HTTP/1.1 400 Bad Request\r\n"u8.ToArray());
        Assert.True(answer.IsLost);
    }

    [Fact]
    public void Numbers_without_end_stay_within_their_limits()
    {
        for (var id = 0; id < 3000; id++) Send(_wire.Alter((uint)id, ((ushort)id, Samr)));
        Assert.Equal([Samr], Send(_wire.Request(1, 1000, 5)).Named);
        Assert.Equal([Unknown], Send(_wire.Request(1, 2999, 5)).Named);
        for (var minor = 0; minor < 50; minor++) Send(_wire.Alter(1, (3, Drsuapi with { Minor = (ushort)minor })));
        var named = Send(_wire.Request(1, 3, 5)).Named;
        Assert.Equal(9, named.Count);
        Assert.Contains(Unknown, named);
    }

    /// <summary>A stub with towers of these ports, which name another host.</summary>
    internal static byte[] Towers(params int[] ports)
    {
        var stub = new List<byte>(new byte[20]);
        foreach (var port in ports)
        {
            stub.AddRange(new TowerBinding(Samr, SyntaxId.Ndr20, ProtocolSequence.Tcp, $"{port}", "192.0.2.1").ToTower().Octets.Span);
            stub.AddRange(new byte[8]);
        }
        return [.. stub];
    }

    private (FollowedPdu Pdu, List<SyntaxId> Named) Send(byte[] pdu)
    {
        var named = new List<SyntaxId>();
        return (_follower.NextFromClient(pdu, named), named);
    }

    private (FollowedAnswer Answer, List<int> Ports) Answer(byte[] pdu)
    {
        var ports = new List<int>();
        return (_follower.NextFromServer(pdu, ports), ports);
    }
}
