using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
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
    public void Half_a_request_is_not_kept_for_ever_and_more_fragments_give_a_stranger_no_new_time()
    {
        var server = RequestTests.Bound();
        var flags = PfcFlags.FirstFragment;
        for (var i = 0; i < 6; i++, flags = PfcFlags.None)
        {
            Assert.Equal(AssociationEnd.None, server.Association.End);
            server.Receive(ClientCore.RequestBytes(1, [1], flags: flags));
            server.Wait(Enough / 6);
        }

        Assert.Equal(AssociationEnd.FragmentTimedOut, server.Association.End);
    }

    [Theory]
    [InlineData(20, 6)]
    [InlineData(29, 5)]
    [InlineData(31, 1)]
    public void Whoever_has_logged_on_may_pause_between_fragments_but_not_for_ever(int seconds, int fragments)
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Connect);
        var server = secure.Pair.Server;
        var flags = PfcFlags.FirstFragment;
        var taken = 0;
        while (server.Association.End == AssociationEnd.None)
        {
            server.Receive(ClientCore.RequestBytes(9, [1], flags: flags));
            flags = PfcFlags.None;
            server.Wait(TimeSpan.FromSeconds(seconds));
            taken++;
        }

        Assert.Equal((AssociationEnd.FragmentTimedOut, fragments), (server.Association.End, taken));
    }

    [Fact]
    public void A_client_whose_reads_never_end_at_a_pdu_is_not_taken_for_a_slow_one()
    {
        var server = RequestTests.Bound();
        var next = ClientCore.RequestBytes(1, [1]);
        server.Receive(next[..10]);
        for (var i = 0; i < 100; i++)
        {
            server.Receive([.. next[10..], .. next[..10]]);
            server.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((AssociationEnd.None, 100), (server.Association.End, server.Stubs.Count));
    }

    [Fact]
    public void To_begin_another_handshake_does_not_give_the_first_one_new_time()
    {
        var server = new ServerCore { Security = SecurityTests.Answer };
        server.Receive(MemoryTests.Begin(1));
        for (uint id = 2; id < 8; id++)
        {
            Assert.Equal(AssociationEnd.None, server.Association.End);
            server.Wait(Enough / 6);
            if (id < 7) server.Receive(MemoryTests.Begin(id));
        }

        Assert.Equal(AssociationEnd.BindTimedOut, server.Association.End);
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
