using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>Security trailers that Windows refuses for where they stand, how much padding they claim, or what their token is.</summary>
public class TrailerTests
{
    [Theory]
    [InlineData(2, BindNakReason.NotSpecified)]
    [InlineData(3, BindNakReason.NotSpecified)]
    [InlineData(4, null)]
    public void A_bind_s_trailer_stands_on_a_multiple_of_4(int before, BindNakReason? reason)
    {
        var server = new ServerCore { Security = _ => SecurityLegAnswer.Continue(new byte[4]) };
        server.Receive(SecuredBind.With([.. ClientCore.BindBytes(), .. new byte[before]], AuthenticationType.Ntlm, 2, 0, "none"u8));
        Assert.Equal(reason, Refusal(server));
    }

    [Theory]
    [InlineData(PduType.AlterContext)]
    [InlineData(PduType.Auth3)]
    internal void Later_legs_with_a_trailer_off_4_are_a_protocol_error(PduType type)
    {
        var server = Building();
        server.Receive(Leg(type, [.. new byte[2]], "none"u8));
        AssertFault(server, RpcStatus.ProtocolError, PfcFlags.Whole | PfcFlags.DidNotExecute, AssociationEnd.BadLength);
    }

    [Fact]
    public void A_request_with_a_trailer_off_4_is_a_protocol_error_of_its_context()
    {
        var server = new ServerCore();
        server.Receive(ClientCore.BindBytes()).TakePdus();
        server.Receive(SecuredBind.With(ClientCore.RequestBytes(7, new byte[6], context: 0), AuthenticationType.Ntlm, 5, 0, new byte[16]));
        AssertFault(server, RpcStatus.ProtocolError, PfcFlags.Whole, AssociationEnd.BadLength);
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData(true, PduType.AlterContext, RpcStatus.AccessDenied)]
    [InlineData(false, PduType.AlterContext, RpcStatus.AccessDenied)]
    [InlineData(true, PduType.Auth3, RpcStatus.ProtocolError)]
    internal void A_token_that_is_too_long_or_trailed_ends_the_connection(bool isTrailed, PduType type, uint status)
    {
        var server = Building(SecurityLegAnswer.RefuseToken(isTrailed));
        server.Receive(Leg(type, [], "none"u8));
        AssertFault(server, status, PfcFlags.Whole | PfcFlags.DidNotExecute, AssociationEnd.AuthenticationFailed);
    }

    [Fact]
    public void A_token_that_is_too_long_in_an_auth3_fails_the_first_request()
    {
        var server = Building(SecurityLegAnswer.RefuseToken(isTrailed: false));
        server.Receive(Leg(PduType.Auth3, [], "none"u8));
        Assert.Empty(server.TakePdus());
        server.Receive(ClientCore.RequestBytes(9, []));
        Assert.Equal(RpcStatus.AccessDenied, FaultPdu.Read(server.TakePdus()[^1].AsSpan(16), false).Status);
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData(WindowsGeneration.Server2012R2, null)]
    [InlineData(WindowsGeneration.Server2022, BindNakReason.ProtocolVersionNotSupported)]
    internal void Padding_of_a_bind_is_taken_by_the_older_Windows_alone(WindowsGeneration generation, BindNakReason? reason)
    {
        var server = new ServerCore(RpcServerLimits.Default with { Generation = generation })
        {
            Security = _ => SecurityLegAnswer.Continue(new byte[4])
        };
        server.Receive(SecuredBind.With(ClientCore.BindBytes(), AuthenticationType.Ntlm, 2, 0, "none"u8, pad: 4));
        Assert.Equal(reason, Refusal(server));
    }

    [Theory]
    [InlineData(WindowsGeneration.Server2012R2, BindNakReason.NotSpecified)]
    [InlineData(WindowsGeneration.Server2022, BindNakReason.ProtocolVersionNotSupported)]
    internal void A_bind_without_contexts_is_refused_as_each_Windows_does(WindowsGeneration generation, BindNakReason reason)
    {
        var server = new ServerCore(RpcServerLimits.Default with { Generation = generation });
        var bind = ClientCore.BindBytes()[..28];
        (bind[8], bind[24]) = (28, 0);
        server.Receive(bind);
        Assert.Equal(reason, Refusal(server));
    }

    [Theory]
    [InlineData(PduType.AlterContext, RpcStatus.ProtocolError)]
    [InlineData(PduType.Auth3, RpcStatus.RemoteNoMemory)]
    internal void Padding_of_later_legs_is_refused_by_the_newer_Windows(PduType type, uint status)
    {
        var server = Building(generation: WindowsGeneration.Server2022);
        server.Receive(Leg(type, type == PduType.Auth3 ? new byte[8] : [], "none"u8, pad: 4));
        AssertFault(server, status, PfcFlags.Whole | PfcFlags.DidNotExecute, AssociationEnd.BadLength);
    }

    [Theory]
    [InlineData(PduType.AlterContext)]
    [InlineData(PduType.Auth3)]
    internal void Padding_of_later_legs_is_taken_by_the_older_Windows(PduType type)
    {
        var server = Building(SecurityLegAnswer.Continue(new byte[4]), WindowsGeneration.Server2012R2);
        // An auth3 has four octets of its own before the padding ([MS-RPCE] 2.2.2.10).
        server.Receive(Leg(type, type == PduType.Auth3 ? new byte[8] : [], "none"u8, pad: 4));
        Assert.Equal(AssociationEnd.None, server.Association.End);
        // An auth3 has no answer; that of an alter_context is its acknowledgement.
        Assert.Equal(type == PduType.Auth3 ? [] : [PduType.AlterContextResponse],
            server.TakePdus().Select(pdu => PduHeader.Read(pdu).Type));
    }

    /// <summary>A server whose handshake waits for another leg.</summary>
    private static ServerCore Building(SecurityLegAnswer? next = null, WindowsGeneration generation = default)
    {
        var legs = 0;
        var server = new ServerCore(RpcServerLimits.Default with { Generation = generation })
        {
            Security = _ => legs++ == 0 ? SecurityLegAnswer.Continue(new byte[4]) : next ?? SecurityLegAnswer.Continue(new byte[4]),
        };
        server.Receive(SecuredBind.With(ClientCore.BindBytes(), AuthenticationType.Ntlm, 2, 0, "none"u8)).TakePdus();
        return server;
    }

    private static byte[] Leg(PduType type, ReadOnlySpan<byte> before, ReadOnlySpan<byte> token, byte pad = 0)
    {
        byte[] pdu = type == PduType.Auth3 ? [.. ClientCore.BindBytes()[..16], 0, 0, 0, 0] : ClientCore.BindBytes();
        pdu[2] = (byte)type;
        return SecuredBind.With([.. pdu, .. before], AuthenticationType.Ntlm, 2, 0, token, pad);
    }

    private static BindNakReason? Refusal(ServerCore server)
    {
        var pdu = server.TakePdus()[^1];
        return PduHeader.Read(pdu).Type == PduType.BindNak ? BindNakPdu.Read(pdu.AsSpan(16), false).Reason : null;
    }

    private static void AssertFault(ServerCore server, uint status, PfcFlags flags, AssociationEnd end)
    {
        var pdu = server.TakePdus()[^1];
        var header = PduHeader.Read(pdu);
        Assert.Equal((PduType.Fault, flags), (header.Type, header.Flags));
        Assert.Equal(status, FaultPdu.Read(pdu.AsSpan(16), false).Status);
        Assert.Equal(end, server.Association.End);
    }
}
