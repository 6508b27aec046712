using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

public class BindTests
{
    private static readonly SyntaxId Unknown = new(Guid.Empty, 0, 0);
    private static readonly SyntaxId Other = new(new("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);

    [Fact]
    public void Garbage_gets_a_bind_nak_of_24_bytes_with_reason_4()
    {
        // nmap's DNSVersionBindReqTCP: 32 bytes that are no RPC; Windows reads a big-endian call id out of them.
        var server = new ServerCore().Receive(Hex.Bytes("001e0006010000010000000000000776657273696f6e0462696e640000100003"));
        Assert.Equal("05000d03100000001800000076070000" + "0400010500000000", Hex.Text(server.TakeOutput()));
        Assert.Equal(AssociationEnd.OtherVersion, server.Association.End);
        Assert.Equal([RpcServerEventKind.Closed], server.Events);
    }

    [Fact]
    public void Fewer_than_16_bytes_of_garbage_are_waited_on() => Assert.Empty(new ServerCore().Receive("GET / HTTP/1.0\n"u8).TakeOutput());

    [Fact]
    public void The_first_interface_of_several_contexts_is_taken_in_the_preferred_syntax()
    {
        var ack = new Pair().Bind(ClientCore.Context(0), ClientCore.Context(1, null, SyntaxId.Ndr64));
        Assert.Equal([ContextResult.Reject(ContextReason.TransferSyntaxesNotSupported), ContextResult.Accept(SyntaxId.Ndr64)], ack.Results);
    }

    [Fact]
    public void Without_a_preferred_syntax_the_clients_first_one_is_taken()
    {
        var server = new ServerCore(RpcServerLimits.Default with { PreferredTransferSyntax = null });
        var ack = new Pair(server).Bind(ClientCore.Context(0), ClientCore.Context(1, null, SyntaxId.Ndr64));
        Assert.Equal([ContextResult.Accept(SyntaxId.Ndr20), ContextResult.Reject(ContextReason.TransferSyntaxesNotSupported)], ack.Results);
    }

    [Fact]
    public void Two_interfaces_are_bound_at_once_and_both_can_be_called()
    {
        var server = new ServerCore(limits: null, null, new(new EchoInterface()), new(new EchoInterface(Other)));
        var pair = new Pair(server);
        var ack = pair.Bind(ClientCore.Context(3), ClientCore.Context(4, Other), ClientCore.Context(5, Unknown));
        Assert.Equal(
            [ContextResult.Accept(SyntaxId.Ndr20), ContextResult.Accept(SyntaxId.Ndr20),
            ContextResult.Reject(ContextReason.AbstractSyntaxNotSupported)], ack.Results);
        pair.Client.Call([1], context: 3);
        pair.Run();
        pair.Client.Call([2], context: 4);
        pair.Run();
        Assert.Equal([EchoInterface.EchoId, Other], server.Calls.Select(call => call.Served.Interface.Info.Id));
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, false)]
    [InlineData(2, 0, false)]
    public void An_interface_serves_its_major_version_up_to_its_minor_one(ushort major, ushort minor, bool served)
    {
        var ack = new Pair().Bind(ClientCore.Context(0, EchoInterface.EchoId with { Major = major, Minor = minor }));
        Assert.Equal(served ? ContextOutcome.Acceptance : ContextOutcome.ProviderRejection, ack.Results[0].Outcome);
    }

    [Theory]
    [InlineData(BindTimeFeatures.None, BindTimeFeatures.None)]
    [InlineData(BindTimeFeatures.KeepConnectionOnOrphan, BindTimeFeatures.KeepConnectionOnOrphan)]
    [InlineData((BindTimeFeatures)0xffff, BindTimeFeatures.All)]
    internal void Features_are_acknowledged_as_far_as_they_are_known(BindTimeFeatures wanted, BindTimeFeatures agreed)
    {
        var pair = new Pair();
        var ack = pair.Bind(ClientCore.Context(0), ClientCore.Context(1, null, BindTimeFeatureSyntax.For(wanted)));
        Assert.Equal([ContextResult.Accept(SyntaxId.Ndr20), ContextResult.Negotiate(agreed)], ack.Results);
        Assert.Equal(agreed, pair.Server.Association.Features);
        Assert.Equal(agreed, pair.Client.Association.Features);
    }

    [Fact]
    public void Features_that_are_asked_for_twice_are_refused()
    {
        var feature = BindTimeFeatureSyntax.For(BindTimeFeatures.All);
        Assert.Equal(BindNakReason.NotSpecified, Refusal(ClientCore.Context(0, null, feature), ClientCore.Context(1, null, feature)));
    }

    [Fact]
    public void A_bind_without_contexts_is_refused()
    {
        var bind = ClientCore.BindBytes();
        bind[24] = 0;
        var server = new ServerCore().Receive(bind);
        Assert.Equal(BindNakReason.NotSpecified, BindNakPdu.Read(server.TakeOutput().AsSpan(16), false).Reason);
    }

    [Fact]
    public void A_context_without_transfer_syntaxes_is_refused() =>
        Assert.Equal(BindNakReason.NotSpecified, Refusal(new PresentationContext(0, EchoInterface.EchoId, [])));

    [Theory]
    [InlineData(0xffff, 0xffff, 5840)]
    [InlineData(0, 0xffff, 2048)]
    [InlineData(3199, 0xffff, 3192)]
    [InlineData(0xffff, 3199, 3192)]
    [InlineData(4280, 4280, 4280)]
    public void Fragments_have_the_size_that_windows_agrees_on(ushort transmit, ushort receive, ushort agreed)
    {
        var bind = ClientCore.BindBytes();
        BitConverter.TryWriteBytes(bind.AsSpan(16), transmit);
        BitConverter.TryWriteBytes(bind.AsSpan(18), receive);
        var ack = BindAckPdu.Read(new ServerCore().Receive(bind).TakeOutput().AsSpan(16), false);
        Assert.Equal((agreed, agreed), (ack.MaxTransmitFragment, ack.MaxReceiveFragment));
    }

    [Fact]
    public void A_setting_lifts_the_size_of_fragments()
    {
        var server = new ServerCore(RpcServerLimits.Default with { MaxFragment = 65528 });
        var client = new ClientCore(RpcClientLimits.Default with { MaxFragment = 65535 });
        Assert.Equal(65528, new Pair(server, client).Bind().MaxReceiveFragment);
    }

    [Fact]
    public void An_alter_context_adds_a_context_and_repeats_what_was_agreed()
    {
        var server = new ServerCore(limits: null, null, new(new EchoInterface()), new(new EchoInterface(Other)));
        var pair = new Pair(server);
        var first = pair.Bind();
        pair.Client.Association.AlterContext([ClientCore.Context(1, Other)]);
        pair.Run();
        var second = pair.Client.Events.Dequeue().Ack;
        Assert.Equal((first.AssociationGroup, "", first.MaxReceiveFragment),
            (second.AssociationGroup, second.SecondaryAddress, second.MaxReceiveFragment));
        Assert.Equal("135", first.SecondaryAddress);
        pair.Client.Call([7], context: 1);
        pair.Run();
        Assert.Equal(RpcClientEventKind.Replied, pair.Client.Events.Dequeue().Kind);
    }

    [Fact]
    public void A_context_id_that_comes_back_for_another_interface_ends_the_connection() =>
        AssertContradiction(ClientCore.Context(0, Other));

    [Fact]
    public void A_context_id_that_comes_back_with_another_known_syntax_ends_the_connection() =>
        AssertContradiction(ClientCore.Context(0, null, SyntaxId.Ndr20, SyntaxId.Ndr64));

    [Fact]
    public void A_context_id_that_comes_back_with_an_unknown_syntax_is_only_refused()
    {
        var pair = new Pair();
        pair.Bind();
        pair.Client.Association.AlterContext([ClientCore.Context(0, null, Unknown)]);
        pair.Run();
        Assert.Equal(ContextResult.Reject(ContextReason.TransferSyntaxesNotSupported), pair.Client.Events.Dequeue().Ack.Results[0]);
        pair.Client.Call([1]);
        pair.Run();
        Assert.Equal(RpcClientEventKind.Replied, pair.Client.Events.Dequeue().Kind);
    }

    [Fact]
    public void More_contexts_than_the_limit_are_refused()
    {
        var server = new ServerCore(RpcServerLimits.Default with { MaxPresentationContexts = 1 }, null, new(new EchoInterface()),
            new(new EchoInterface(Other)));
        server.Receive(ClientCore.BindBytes(ClientCore.Context(0), ClientCore.Context(1, Other)));
        Assert.Equal(BindNakReason.LocalLimitExceeded, BindNakPdu.Read(server.TakeOutput().AsSpan(16), false).Reason);
        Assert.Equal(AssociationEnd.TooMany, server.Association.End);
    }

    [Fact]
    public void Authentication_that_nobody_serves_is_refused_as_of_an_unknown_type()
    {
        var server = new ServerCore().Receive(SecuredBind.Bytes(AuthenticationType.Ntlm, 6));
        Assert.Equal(BindNakReason.AuthenticationTypeNotRecognized, BindNakPdu.Read(server.TakeOutput().AsSpan(16), false).Reason);
        Assert.Equal(AssociationEnd.AuthenticationNotOffered, server.Association.End);
    }

    [Theory]
    [InlineData(AuthenticationType.None, 6, BindNakReason.AuthenticationTypeNotRecognized)]
    [InlineData(AuthenticationType.Negotiate, 0, BindNakReason.NotSpecified)]
    [InlineData(AuthenticationType.Negotiate, 1, BindNakReason.NotSpecified)]
    [InlineData(AuthenticationType.Negotiate, 3, BindNakReason.InvalidChecksum)]
    [InlineData(AuthenticationType.Negotiate, 7, BindNakReason.NotSpecified)]
    internal void A_level_that_does_not_exist_is_refused_as_windows_does(AuthenticationType type, byte level, BindNakReason reason)
    {
        var server = new ServerCore().Receive(SecuredBind.Bytes(type, level));
        Assert.Equal(reason, BindNakPdu.Read(server.TakeOutput().AsSpan(16), false).Reason);
    }

    [Theory]
    [InlineData(PfcFlags.ConcurrentMultiplexing)]
    [InlineData(PfcFlags.SupportHeaderSign)]
    internal void Flags_that_were_asked_for_come_back(PfcFlags flag)
    {
        var bind = ClientCore.BindBytes();
        bind[3] = (byte)flag;
        Assert.Equal(PfcFlags.Whole | flag, PduHeader.Read(new ServerCore().Receive(bind).TakeOutput()).Flags);
    }

    private static BindNakReason Refusal(params PresentationContext[] contexts) =>
        BindNakPdu.Read(new ServerCore().Receive(ClientCore.BindBytes([.. contexts])).TakeOutput().AsSpan(16), false).Reason;

    private static void AssertContradiction(PresentationContext context)
    {
        var server = new ServerCore(limits: null, null, new(new EchoInterface()), new(new EchoInterface(Other)));
        var pair = new Pair(server);
        pair.Bind();
        pair.Client.Association.AlterContext([context]);
        server.Receive(pair.Client.TakeOutput());
        var pdu = server.TakeOutput();
        Assert.Equal(PfcFlags.Whole | PfcFlags.DidNotExecute, PduHeader.Read(pdu).Flags);
        Assert.Equal(RpcStatus.ProtocolError, FaultPdu.Read(pdu.AsSpan(16), false).Status);
        Assert.Equal(AssociationEnd.BadContexts, server.Association.End);
    }
}
