using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

public class RequestTests
{
    // The limit of those who have logged on, for clients that need not.
    private static readonly RpcServerLimits Large = RpcServerLimits.Default with { MaxAnonymousRequest = int.MaxValue };

    private const int Room = 5840 - 24;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Room)]
    [InlineData(Room + 1)]
    [InlineData(100_000)]
    public void A_call_of_any_size_comes_back_in_fragments(int size)
    {
        var stub = Bytes(size);
        var pair = new Pair(new ServerCore(Large), cut: length => Cut.Randomly(length, size));
        pair.Bind();
        var call = pair.Client.Call(stub);
        pair.Run();
        Assert.Equal(RpcClientEventKind.Replied, pair.Client.Events.Dequeue().Kind);
        Assert.Equal(stub, pair.Server.Stubs[0]);
        Assert.Equal(stub, call.Stub.ToArray());
    }

    [Fact]
    public void Every_fragment_says_how_much_is_left()
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, BitConverter.GetBytes(0), 0));
        server.TakeOutput();
        var pair = new Pair();
        pair.Bind();
        pair.Client.Call(Bytes(2 * Room + 8));
        pair.Server.Receive(pair.Client.TakeOutput());
        var pdus = pair.Server.TakePdus();
        Assert.Equal([2 * Room + 8, Room + 8, 8], pdus.Select(pdu => BitConverter.ToInt32(pdu, 16)));
        Assert.Equal([PfcFlags.FirstFragment, PfcFlags.None, PfcFlags.LastFragment], pdus.Select(pdu => PduHeader.Read(pdu).Flags));
    }

    [Fact]
    public void Exactly_four_mebibytes_are_taken()
    {
        var server = Bound(Large);
        SendLarge(server, 4 * 1024 * 1024, 0);
        Assert.Equal(4 * 1024 * 1024, Assert.Single(server.Stubs).Length);
    }

    [Fact]
    public void One_byte_more_is_denied_and_the_connection_ends()
    {
        var server = Bound(Large);
        SendLarge(server, (4 * 1024 * 1024) + 1, 0);
        Assert.Empty(server.Stubs);
        Assert.Equal(RpcStatus.AccessDenied, LastFault(server, 1));
        Assert.Equal(AssociationEnd.RequestTooLong, server.Association.End);
    }

    [Fact]
    public void More_than_the_limit_announced_is_denied_with_the_first_fragment()
    {
        var server = Bound(Large);
        server.Receive(ClientCore.RequestBytes(1, new byte[8], flags: PfcFlags.FirstFragment, hint: 0x400001));
        Assert.Equal(RpcStatus.AccessDenied, LastFault(server, 1));
    }

    [Fact]
    public void What_a_single_fragment_announces_is_not_believed()
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, new byte[8], hint: uint.MaxValue));
        Assert.Single(server.Stubs);
    }

    [Fact]
    public void A_setting_lifts_the_size_of_requests()
    {
        var server = Bound(Large with { MaxRequest = 8 * 1024 * 1024 });
        SendLarge(server, 5 * 1024 * 1024, 5 * 1024 * 1024);
        Assert.Single(server.Stubs);
    }

    [Fact]
    public void A_fragment_longer_than_the_limit_is_a_protocol_error_whatever_was_agreed()
    {
        var server = new ServerCore();
        var bind = ClientCore.BindBytes();
        BitConverter.TryWriteBytes(bind.AsSpan(16), (ushort)2048);
        server.Receive(bind);
        server.TakeOutput();
        server.Receive(ClientCore.RequestBytes(1, new byte[Room]));
        Assert.Single(server.Stubs);
        server.TakeOutput();
        server.Receive(ClientCore.RequestBytes(2, new byte[Room + 1]));
        Assert.Equal(RpcStatus.ProtocolError, LastFault(server, 2));
        Assert.Equal(AssociationEnd.FragmentTooLong, server.Association.End);
    }

    [Theory]
    [InlineData(9999, 0, RpcStatus.UnknownInterface)]
    [InlineData(0, 2, RpcStatus.OperationRange)]
    [InlineData(0, 4, RpcStatus.OperationRange)]
    [InlineData(0, 0xffff, RpcStatus.OperationRange)]
    public void A_context_or_operation_that_is_not_there_faults_and_the_connection_lives(ushort context, ushort opnum, uint status)
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, [], opnum, context));
        var pdu = server.TakeOutput();
        Assert.Equal(status, FaultPdu.Read(pdu.AsSpan(16), false).Status);
        Assert.Equal(PfcFlags.Whole | PfcFlags.DidNotExecute, PduHeader.Read(pdu).Flags);
        server.Receive(ClientCore.RequestBytes(2, [1]));
        Assert.Single(server.Stubs);
    }

    [Fact]
    public void The_rest_of_a_request_for_an_unknown_context_is_dropped()
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, [1], context: 77, flags: PfcFlags.FirstFragment));
        Assert.Equal(RpcStatus.UnknownInterface, LastFault(server, 1));
        server.Receive(ClientCore.RequestBytes(1, [2], context: 77, flags: PfcFlags.None));
        server.Receive(ClientCore.RequestBytes(1, [3], context: 77, flags: PfcFlags.LastFragment));
        Assert.Empty(server.TakeOutput());
        server.Receive(ClientCore.RequestBytes(2, [4]));
        Assert.Single(server.Stubs);
    }

    [Theory]
    [InlineData(PfcFlags.None)]
    [InlineData(PfcFlags.LastFragment)]
    internal void A_request_without_its_first_fragment_is_a_protocol_error(PfcFlags flags)
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, [1], flags: flags));
        Assert.Equal(RpcStatus.ProtocolError, LastFault(server, 1));
        Assert.Equal(AssociationEnd.BadFragmentOrder, server.Association.End);
    }

    [Theory]
    [InlineData(false, 1u)]
    [InlineData(true, 2u)]
    public void Fragments_of_two_requests_are_never_mixed(bool multiplexed, uint blamed)
    {
        var server = Bound(multiplexed: multiplexed);
        server.Receive(ClientCore.RequestBytes(1, [1], flags: PfcFlags.FirstFragment));
        server.Receive(ClientCore.RequestBytes(2, [2]));
        Assert.Equal(RpcStatus.ProtocolError, LastFault(server, blamed));
    }

    [Fact]
    public void A_second_first_fragment_is_a_protocol_error()
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, [1], flags: PfcFlags.FirstFragment));
        server.Receive(ClientCore.RequestBytes(1, [2], flags: PfcFlags.FirstFragment));
        Assert.Equal(RpcStatus.ProtocolError, LastFault(server, 1));
    }

    [Fact]
    public void A_pending_cancel_on_the_first_fragment_finds_no_call()
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, [1], flags: PfcFlags.FirstFragment | PfcFlags.PendingCancel));
        Assert.Equal(RpcStatus.NoCallActive, LastFault(server, 1));
    }

    [Fact]
    public void A_big_endian_request_says_so()
    {
        var server = Bound();
        server.Receive(Hex.Bytes("05000003 00000000 001c 0000 00000009 00000004 0000 0000 0a0b0c0d"));
        Assert.Equal(new NdrFormat(NdrSyntax.Ndr20, BigEndian: true), Assert.Single(server.Calls).Format);
        Assert.Equal(9u, server.Calls[0].CallId);
    }

    [Fact]
    public void A_call_below_the_least_level_is_denied_and_the_connection_lives()
    {
        var server = new ServerCore(limits: null, null, new ServedInterface(new EchoInterface(), ProtectionLevel.Integrity));
        server.Receive(ClientCore.BindBytes());
        server.TakeOutput();
        server.Receive(ClientCore.RequestBytes(1, [1]));
        Assert.Equal(RpcStatus.AccessDenied, LastFault(server, 1));
        Assert.Equal(AssociationEnd.None, server.Association.End);
    }

    [Fact]
    public void A_verifier_that_belongs_to_no_context_is_denied()
    {
        var server = Bound();
        server.Receive(SecuredBind.With(ClientCore.RequestBytes(1, []), AuthenticationType.None, 5, 0, "none"u8));
        Assert.Equal(RpcStatus.AccessDenied, LastFault(server, 1));
        Assert.Equal(AssociationEnd.AccessDenied, server.Association.End);
    }

    [Fact]
    public void A_call_that_wants_no_answer_gets_none()
    {
        var server = Bound();
        server.Receive(ClientCore.RequestBytes(1, [1], flags: PfcFlags.Whole | PfcFlags.Maybe));
        Assert.Single(server.Stubs);
        Assert.Empty(server.TakeOutput());
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xc0000005u)]
    public void A_status_that_must_not_be_sent_becomes_another(uint status)
    {
        var server = Bound(answers: false);
        server.Receive(ClientCore.RequestBytes(1, [1]));
        server.Association.Fault(server.Calls[0], status);
        Assert.Equal(RpcStatus.FaultUnspecified, LastFault(server, 1));
    }

    internal static ServerCore Bound(RpcServerLimits? limits = null, bool multiplexed = false, bool answers = true)
    {
        var server = new ServerCore(limits) { AnswersCalls = answers };
        var bind = ClientCore.BindBytes();
        bind[3] = (byte)(multiplexed ? PfcFlags.Whole | PfcFlags.ConcurrentMultiplexing : PfcFlags.Whole);
        server.Receive(bind);
        server.TakeOutput();
        return server;
    }

    internal static uint LastFault(ServerCore server, uint callId)
    {
        var pdu = server.TakePdus()[^1];
        var header = PduHeader.Read(pdu);
        Assert.Equal((PduType.Fault, callId), (header.Type, header.CallId));
        return FaultPdu.Read(pdu.AsSpan(16), false).Status;
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    internal static void SendLarge(ServerCore server, int size, uint hint)
    {
        var flags = PfcFlags.FirstFragment;
        while (size > 0 && server.Association.End == AssociationEnd.None)
        {
            var part = Math.Min(size, Room);
            size -= part;
            if (size == 0) flags |= PfcFlags.LastFragment;
            server.Receive(ClientCore.RequestBytes(1, new byte[part], flags: flags, hint: hint));
            hint -= Math.Min(hint, (uint)part);
            flags = PfcFlags.None;
        }
    }
}
