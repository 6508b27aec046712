using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>Interfaces that nobody registered ([C706] 12.6.4): rejected, unless a table has a fallback.</summary>
public class FallbackTests
{
    private static readonly SyntaxId Stranger = new(new("12345778-1234-abcd-ef00-0123456789ac"), 3, 1);

    private readonly List<SyntaxId> _asked = [];

    [Fact]
    public void Without_a_fallback_an_unknown_interface_is_rejected() =>
        Assert.Equal([ContextResult.Reject(ContextReason.AbstractSyntaxNotSupported)],
        new Pair().Bind(ClientCore.Context(0, Stranger)).Results);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0xffff)]
    public void An_interface_that_nobody_registered_is_bound_and_called_through_the_fallback(ushort opnum)
    {
        var pair = new Pair(ServerCore.Serving(Table(wanted => new(new UndeclaredInterface(wanted)))));
        Assert.Equal([ContextResult.Accept(SyntaxId.Ndr20)], pair.Bind(ClientCore.Context(0, Stranger)).Results);
        var call = pair.Client.Call([1, 2, 3], opnum);
        pair.Run();
        Assert.Equal(RpcClientEventKind.Replied, pair.Client.Events.Dequeue().Kind);
        Assert.Equal([1, 2, 3], call.Stub.ToArray());
        var served = Assert.Single(pair.Server.Calls);
        Assert.Equal((Stranger, opnum), (served.Served.Interface.Info.Id, served.Opnum));
    }

    [Fact]
    public void The_fallback_is_not_asked_about_an_interface_of_the_table_nor_about_another_version_of_it()
    {
        var pair = new Pair(ServerCore.Serving(Table(wanted => new(new UndeclaredInterface(wanted)))));
        var ack = pair.Bind(ClientCore.Context(0), ClientCore.Context(1, EchoInterface.EchoId with { Major = 2 }));
        Assert.Equal([ContextOutcome.Acceptance, ContextOutcome.ProviderRejection], ack.Results.Select(result => result.Outcome));
        Assert.Empty(_asked);
    }

    [Fact]
    public void What_the_fallback_does_not_serve_is_rejected()
    {
        var ack = new Pair(ServerCore.Serving(Table(_ => null))).Bind(ClientCore.Context(0, Stranger));
        Assert.Equal([ContextResult.Reject(ContextReason.AbstractSyntaxNotSupported)], ack.Results);
        Assert.Equal([Stranger], _asked);
    }

    [Fact]
    public void The_least_level_of_the_fallback_holds_for_its_calls()
    {
        var pair = new Pair(ServerCore.Serving(Table(wanted => new(new UndeclaredInterface(wanted), Guard.ProtectionLevel.Integrity))));
        pair.Bind(ClientCore.Context(0, Stranger));
        var call = pair.Client.Call([1]);
        pair.Run();
        Assert.Equal(RpcClientEventKind.Faulted, pair.Client.Events.Dequeue().Kind);
        Assert.Equal(RpcStatus.AccessDenied, call.FaultStatus);
        Assert.Empty(pair.Server.Calls);
    }

    private RpcInterfaceTable Table(Func<SyntaxId, ServedInterface?> fallback) => new([new(new EchoInterface())], wanted =>
    {
        _asked.Add(wanted);
        return fallback(wanted);
    });
}
