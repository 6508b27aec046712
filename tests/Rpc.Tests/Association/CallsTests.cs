using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>Several calls at once, cancels, abandoned calls.</summary>
public class CallsTests
{
    [Fact]
    public void Several_calls_run_at_once_and_are_answered_in_any_order()
    {
        var pair = new Pair(new ServerCore { AnswersCalls = false });
        pair.Bind();
        Assert.True(pair.Client.Association.IsMultiplexed);
        var calls = new[] { pair.Client.Call([1]), pair.Client.Call([2]), pair.Client.Call([3]) };
        pair.Run();
        Assert.Equal(3, pair.Server.Association.RunningCallCount);
        foreach (var call in pair.Server.Calls.AsEnumerable().Reverse().ToArray())
            pair.Server.Association.Reply(call, [(byte)(call.Stub.Span[0] * 10)]);
        pair.Run();
        Assert.Equal([30, 20, 10], pair.Client.Events.Select(e => (int)e.Call.Stub.Span[0]));
        Assert.Equal([10, 20, 30], calls.Select(call => (int)call.Stub.Span[0]));
        Assert.Equal(0, pair.Client.Association.WaitingCallCount);
    }

    [Fact]
    public void Without_multiplexing_a_second_call_at_once_is_a_protocol_error()
    {
        var server = RequestTests.Bound(answers: false);
        server.Receive(ClientCore.RequestBytes(1, [1]));
        server.Receive(ClientCore.RequestBytes(2, [2]));
        Assert.Equal(RpcStatus.ProtocolError, RequestTests.LastFault(server, 2));
        Assert.Equal(AssociationEnd.CallOverlap, server.Association.End);
    }

    [Fact]
    public void A_call_id_that_is_in_use_is_a_protocol_error()
    {
        var server = RequestTests.Bound(multiplexed: true, answers: false);
        server.Receive(ClientCore.RequestBytes(1, [1]));
        server.Receive(ClientCore.RequestBytes(1, [2]));
        Assert.Equal(RpcStatus.ProtocolError, RequestTests.LastFault(server, 1));
    }

    [Fact]
    public void One_call_more_than_the_limit_is_told_that_the_server_is_busy()
    {
        var server = RequestTests.Bound(RpcServerLimits.Default with { MaxConcurrentCalls = 2 }, multiplexed: true, answers: false);
        for (var id = 1u; id <= 3; id++) server.Receive(ClientCore.RequestBytes(id, [1]));
        Assert.Equal(RpcStatus.NcaServerTooBusy, RequestTests.LastFault(server, 3));
        Assert.Equal(AssociationEnd.None, server.Association.End);
        Assert.Equal(2, server.Association.RunningCallCount);
    }

    [Fact]
    public void A_cancel_reaches_the_call_that_runs_once()
    {
        var pair = new Pair(new ServerCore { AnswersCalls = false });
        pair.Bind();
        var call = pair.Client.Call([1]);
        pair.Client.Association.Cancel(call);
        pair.Client.Association.Cancel(call);
        pair.Run();
        Assert.Equal([RpcServerEventKind.BindRequested, RpcServerEventKind.CallReceived, RpcServerEventKind.CallCancelled],
            pair.Server.Events);
        Assert.True(pair.Server.Calls[0].IsCancelled);
        pair.Server.Association.Fault(pair.Server.Calls[0], RpcStatus.FaultCancel);
        pair.Run();
        Assert.Equal((RpcClientEventKind.Faulted, RpcStatus.FaultCancel), (pair.Client.Events.Peek().Kind, call.FaultStatus));
    }

    [Theory]
    [InlineData(PduType.Cancel)]
    [InlineData(PduType.Orphaned)]
    internal void A_cancel_without_its_call_changes_nothing(PduType type)
    {
        var server = RequestTests.Bound();
        server.Receive(ClientCore.HeaderBytes(type, 3));
        server.Receive(ClientCore.RequestBytes(1, [1], flags: PfcFlags.FirstFragment));
        server.Receive(ClientCore.HeaderBytes(type, 1));
        server.Receive(ClientCore.RequestBytes(1, [2], flags: PfcFlags.LastFragment));
        Assert.Equal([1, 2], Assert.Single(server.Stubs));
        Assert.Equal(AssociationEnd.None, server.Association.End);
    }

    [Fact]
    public void An_abandoned_call_is_answered_in_vain()
    {
        var pair = new Pair(new ServerCore { AnswersCalls = false });
        pair.Bind();
        pair.Client.Association.Abandon(pair.Client.Call([1]));
        pair.Run();
        pair.Server.Association.Reply(pair.Server.Calls[0], [1]);
        Assert.Empty(pair.Server.TakeOutput());
        Assert.Equal(0, pair.Server.Association.RunningCallCount);
        Assert.Equal(0, pair.Client.Association.WaitingCallCount);
    }

    [Fact]
    public void A_call_is_answered_once()
    {
        var server = RequestTests.Bound(answers: false);
        server.Receive(ClientCore.RequestBytes(1, [1]));
        server.Association.Reply(server.Calls[0], []);
        Assert.Throws<InvalidOperationException>(() => server.Association.Fault(server.Calls[0], 5));
    }

    [Fact]
    public void Calls_that_wait_are_given_back_when_the_connection_goes()
    {
        var pair = new Pair(new ServerCore { AnswersCalls = false });
        pair.Bind();
        var call = pair.Client.Call([1]);
        Assert.Same(call, Assert.Single(pair.Client.Association.Close(AssociationEnd.PeerClosed)));
    }

    [Fact]
    public void An_answer_larger_than_the_clients_limit_ends_the_connection()
    {
        var pair = new Pair(new ServerCore { AnswersCalls = false }, new ClientCore(RpcClientLimits.Default with { MaxResponse = 10_000 }));
        pair.Bind();
        pair.Client.Call([1]);
        pair.Run();
        pair.Server.Association.Reply(pair.Server.Calls[0], new byte[10_001]);
        pair.Run();
        Assert.Equal(AssociationEnd.RequestTooLong, pair.Client.Association.End);
        Assert.Equal(RpcClientEventKind.Closed, pair.Client.Events.Dequeue().Kind);
    }
}
