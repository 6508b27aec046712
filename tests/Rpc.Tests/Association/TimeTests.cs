using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

public class TimeTests
{
    private static readonly TimeSpan Enough = RpcServerLimits.Default.BindTimeout;

    [Fact]
    public void A_client_that_does_not_bind_in_time_is_sent_away()
    {
        var server = new ServerCore();
        server.Wait(Enough - TimeSpan.FromSeconds(1));
        Assert.Equal(AssociationEnd.None, server.Association.End);
        server.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(AssociationEnd.BindTimedOut, server.Association.End);
    }

    [Fact]
    public void A_client_that_sends_its_bind_byte_by_byte_without_end_is_sent_away()
    {
        var server = new ServerCore();
        foreach (var piece in ClientCore.BindBytes()[..60])
        {
            server.Receive([piece]);
            server.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.NotEqual(AssociationEnd.None, server.Association.End);
    }

    [Fact]
    public void Who_is_bound_may_be_idle_for_any_time()
    {
        var server = RequestTests.Bound();
        server.Wait(TimeSpan.FromDays(7));
        server.Receive(ClientCore.RequestBytes(1, [1]));
        Assert.Single(server.Stubs);
    }

    [Fact]
    public void Half_a_pdu_is_not_kept_for_ever()
    {
        var server = RequestTests.Bound();
        server.Receive(ClientCore.RequestBytes(1, new byte[100])[..50]);
        server.Wait(Enough);
        Assert.Equal(AssociationEnd.FragmentTimedOut, server.Association.End);
    }

    [Fact]
    public void Half_a_request_is_not_kept_for_ever_but_each_fragment_gives_new_time()
    {
        var server = RequestTests.Bound();
        var flags = PfcFlags.FirstFragment;
        for (var i = 0; i < 5; i++, flags = PfcFlags.None)
        {
            server.Receive(ClientCore.RequestBytes(1, [1], flags: flags));
            server.Wait(Enough - TimeSpan.FromSeconds(1));
            Assert.Equal(AssociationEnd.None, server.Association.End);
        }

        server.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(AssociationEnd.FragmentTimedOut, server.Association.End);
    }

    [Fact]
    public void A_call_may_run_for_any_time()
    {
        var server = RequestTests.Bound(answers: false);
        server.Receive(ClientCore.RequestBytes(1, [1]));
        server.Wait(TimeSpan.FromDays(1));
        server.Association.Reply(server.Calls[0], [2]);
        Assert.Equal(PduType.Response, PduHeader.Read(server.TakeOutput()).Type);
    }
}
