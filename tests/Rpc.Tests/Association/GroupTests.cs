using System.Net;
using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

public class GroupTests
{
    private static readonly CallerIdentity Alice = CallerIdentity.OfAccount(1);

    private readonly EchoInterface _echo = new();
    private readonly AssociationGroupTable _groups = new();

    [Fact]
    public void Connections_without_a_group_get_different_ones() => Assert.NotEqual(Connect().Group!.Id, Connect().Group!.Id);

    [Fact]
    public void A_handle_is_shared_by_the_connections_of_a_group_and_goes_with_the_last()
    {
        var first = Connect();
        var handle = first.Group!.Open(_echo, Alice, "state");
        var second = Connect(first.Group.Id);
        Assert.Same(first.Group, second.Group);
        first.Close(AssociationEnd.PeerClosed);
        Assert.True(second.Group!.TryFind(_echo, Alice, handle, out var state));
        Assert.Equal("state", state);
        Assert.Empty(_echo.RunDowns);
        second.Close(AssociationEnd.PeerClosed);
        Assert.Equal(["state"], _echo.RunDowns);
        Assert.Equal(0, _groups.Count);
    }

    [Fact]
    public void A_handle_belongs_to_the_interface_that_gave_it_out()
    {
        var group = Connect().Group!;
        var handle = group.Open(_echo, Alice, "state");
        var other = new EchoInterface();
        Assert.False(group.TryFind(other, Alice, handle, out _));
        Assert.False(group.Close(other, Alice, handle));
        Assert.True(group.Close(_echo, Alice, handle));
        Assert.False(group.TryFind(_echo, Alice, handle, out _));
    }

    [Fact]
    public void A_handle_belongs_to_the_caller_who_opened_it_whatever_the_connection()
    {
        var first = Connect();
        var handle = first.Group!.Open(_echo, Alice, "state");
        var group = Connect(first.Group.Id).Group!;
        foreach (var other in (CallerIdentity[])[
            CallerIdentity.OfAccount(2), CallerIdentity.Outside("Kerberos", "1"), CallerIdentity.Outside("NTLM", "alice"), default])
        {
            Assert.False(group.TryFind(_echo, other, handle, out _));
            Assert.False(group.Close(_echo, other, handle));
        }

        Assert.True(group.TryFind(_echo, CallerIdentity.OfAccount(1), handle, out _));
    }

    [Fact]
    public void A_handle_of_another_group_is_unknown()
    {
        var handle = Connect().Group!.Open(_echo, Alice, "state");
        Assert.False(Connect().Group!.TryFind(_echo, Alice, handle, out _));
    }

    [Fact]
    public void A_group_that_is_not_there_is_refused()
    {
        var gone = Connect();
        var id = gone.Group!.Id;
        gone.Close(AssociationEnd.PeerClosed);
        foreach (var wanted in new[] { 1u, id })
        {
            var server = new ServerCore(null, _groups);
            server.Receive(BindTo(wanted));
            Assert.Equal(BindNakReason.NotSpecified, BindNakPdu.Read(server.TakeOutput().AsSpan(16), false).Reason);
            Assert.Equal(AssociationEnd.UnknownGroup, server.Association.End);
        }
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::7", "2001:db8::8", false)]
    [InlineData("192.0.2.7", null, false)]
    [InlineData(null, null, true)]
    public void A_group_is_joined_from_the_machine_that_made_it(string? maker, string? joiner, bool may)
    {
        var made = From(maker).Receive(BindTo(0)).Association;
        var server = From(joiner).Receive(BindTo(made.Group!.Id));
        if (may) Assert.Same(made.Group, server.Association.Group);
        else
        {
            Assert.Equal(BindNakReason.NotSpecified, BindNakPdu.Read(server.TakeOutput().AsSpan(16), false).Reason);
            Assert.Equal(AssociationEnd.UnknownGroup, server.Association.End);
        }
    }

    [Fact]
    public void A_refused_bind_leaves_no_group_behind()
    {
        new ServerCore(null, _groups).Receive(SecuredBind.Bytes(AuthenticationType.Ntlm, 6));
        Assert.Equal(0, _groups.Count);
    }

    [Fact]
    public void A_group_takes_only_so_many_handles()
    {
        var group = Connect().Group!;
        for (var i = 0; i < AssociationGroup.MaxHandles; i++) group.Open(_echo, Alice, "state");
        Assert.Equal(RpcStatus.RemoteNoMemory, Assert.Throws<RpcFaultException>(() => group.Open(_echo, Alice, "state")).Status);
    }

    private RpcServerAssociation Connect(uint group = 0) =>
        new ServerCore(null, _groups, new ServedInterface(_echo)).Receive(BindTo(group)).Association;

    private ServerCore From(string? address) =>
        new(Caller.Anonymous with { Remote = address is null ? null : new(IPAddress.Parse(address), 50_000) }, null, _groups,
        new ServedInterface(_echo));

    private static byte[] BindTo(uint group)
    {
        var client = new ClientCore();
        client.Association.Bind([ClientCore.Context(0)], group);
        return client.TakeOutput();
    }
}
