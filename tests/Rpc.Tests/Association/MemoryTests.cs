using Sekimori.Guard;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>What a connection makes the server hold before anybody has logged on, and that all of it is given back.</summary>
public sealed class MemoryTests
{
    /// <summary>The first PDU of a security context: a bind for context 1, an alter_context for the others.</summary>
    internal static byte[] Begin(uint id, SecurityScheme scheme = SecurityScheme.Ntlm, byte[]? token = null)
    {
        var pdu = ClientCore.BindBytes();
        if (id > 1) pdu[2] = (byte)PduType.AlterContext;
        return SecuredBind.With(pdu, (AuthenticationType)scheme, (byte)ProtectionLevel.Integrity, id, token ?? First(scheme));
    }

    private static byte[] First(SecurityScheme scheme) =>
        Credentials.Initiator().Initiate(
        scheme, new ContextOptions { Level = ProtectionLevel.Integrity, DceStyle = true, Target = "host/host.lab.test" })!.Step(default)
        .Token.ToArray();

    [Fact]
    public void A_bind_and_calls_of_one_fragment_hold_nothing()
    {
        var server = RequestTests.Bound();
        for (uint id = 1; id < 100; id++) server.Receive(ClientCore.RequestBytes(id, new byte[4000]));
        Assert.Equal((0, 99), (server.Meter.Peak, server.Stubs.Count));
    }

    [Theory]
    [InlineData(SecurityScheme.Ntlm)]
    [InlineData(SecurityScheme.Spnego)]
    public void Unfinished_security_contexts_are_few_and_counted_until_the_connection_ends(SecurityScheme scheme)
    {
        var server = new ServerCore { Security = SecurityTests.Answer };
        for (uint id = 1; id <= RpcServerLimits.Default.MaxAnonymousSecurityContexts; id++)
        {
            server.Receive(Begin(id, scheme));
            Assert.Equal(AssociationEnd.None, server.Association.End);
            Assert.InRange(server.Meter.Held, (int)id * 700, (int)id * 2500);
        }

        server.Receive(Begin(99, scheme));
        Assert.Equal((AssociationEnd.TooMany, 0, 0), (server.Association.End, server.Meter.Held, server.Association.Held));
    }

    [Fact]
    public void Handshakes_that_failed_count_as_contexts_and_are_not_kept()
    {
        var server = new ServerCore { Security = SecurityTests.Answer };
        server.Receive(Begin(1));
        var one = server.Meter.Held;
        server.Receive(Auth3(1, "NTLMSSP\0\u0003\0\0\0nonsense"u8));
        Assert.InRange(server.Meter.Held, 1, one / 2);
        uint id;
        for (id = 2; server.Association.End == AssociationEnd.None; id++)
        {
            server.Receive(Begin(id));
            server.Receive(Auth3(id, "NTLMSSP\0\u0003\0\0\0nonsense"u8));
        }

        Assert.Equal(AssociationEnd.TooMany, server.Association.End);
        Assert.Equal(RpcServerLimits.Default.MaxAnonymousSecurityContexts + 2, (int)id);
        Assert.Equal(0, server.Meter.Held);
    }

    [Fact]
    public void What_lies_behind_a_NEGOTIATE_message_is_not_kept()
    {
        var server = new ServerCore { Security = SecurityTests.Answer };
        server.Receive(Begin(1, token: [.. First(SecurityScheme.Ntlm), .. new byte[2800]]));
        Assert.Equal(AssociationEnd.None, server.Association.End);
        Assert.InRange(server.Meter.Held, 1, 2000);
    }

    [Fact]
    public void Whoever_has_logged_on_may_build_more_contexts()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Integrity);
        for (var i = 0; i < RpcServerLimits.Default.MaxAnonymousSecurityContexts + 10; i++)
            secure.Add(SecurityScheme.Ntlm, ProtectionLevel.Integrity);
        Assert.True(secure.Pair.Server.Association.IsLoggedOn);
        secure.Pair.Server.Association.Close(AssociationEnd.PeerClosed);
        Assert.Equal(0, secure.Pair.Server.Meter.Held);
    }

    [Theory]
    [InlineData(64 * 1024, AssociationEnd.None)]
    [InlineData(64 * 1024 + 8, AssociationEnd.RequestTooLong)]
    public void Nobody_collects_megabytes_for_a_stranger(int size, AssociationEnd end)
    {
        var server = RequestTests.Bound();
        RequestTests.SendLarge(server, size, 0);
        Assert.Equal(end, server.Association.End);
        Assert.InRange(server.Meter.Peak, 64 * 1024, 140 * 1024);
        Assert.Equal(0, server.Meter.Held);
    }

    [Fact]
    public void A_caller_who_has_logged_on_is_held_to_the_large_limit()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Privacy);
        secure.Call(new byte[1_000_000]);
        Assert.Single(secure.Pair.Server.Stubs);
        Assert.Equal(0, secure.Pair.Server.Association.Held - secure.Pair.Server.Meter.Held);
    }

    [Fact]
    public void Over_the_budget_a_request_a_context_and_a_bind_are_refused_and_nothing_stays_counted()
    {
        var request = RequestTests.Bound();
        request.Meter.Most = 20_000;
        RequestTests.SendLarge(request, 60_000, 0);
        Assert.Equal((AssociationEnd.OverBudget, 0), (request.Association.End, request.Meter.Held));
        Assert.Equal(RpcStatus.RemoteNoMemory, FaultPdu.Read(request.TakePdus()[^1].AsSpan(16), false).Status);

        var alter = new ServerCore { Security = SecurityTests.Answer };
        alter.Receive(Begin(1));
        alter.Meter.Most = alter.Meter.Held + 100;
        alter.Receive(Begin(2));
        Assert.Equal((AssociationEnd.OverBudget, 0), (alter.Association.End, alter.Meter.Held));

        var bind = new ServerCore { Meter = { Most = 100 }, Security = SecurityTests.Answer };
        bind.Receive(Begin(1));
        Assert.Equal((AssociationEnd.OverBudget, 0), (bind.Association.End, bind.Meter.Held));
        Assert.Equal(PduType.BindNak, PduHeader.Read(bind.TakeOutput()).Type);
    }

    [Fact]
    public void Presentation_contexts_are_counted()
    {
        var server = new ServerCore();
        server.Receive(ClientCore.BindBytes([.. Enumerable.Range(0, 100).Select(id => ClientCore.Context((ushort)id))]));
        // One interface gets one context; alter_contexts with one each add to them.
        for (ushort id = 100; id < 1100; id++)
        {
            var alter = ClientCore.BindBytes(ClientCore.Context(id));
            alter[2] = (byte)PduType.AlterContext;
            server.Receive(alter);
        }

        Assert.InRange(server.Meter.Held, 95_000, 120_000);
        server.Association.Close(AssociationEnd.PeerClosed);
        Assert.Equal(0, server.Meter.Held);
    }

    [Fact]
    public void A_call_that_takes_its_time_is_counted_until_it_is_answered()
    {
        var server = RequestTests.Bound(answers: false);
        server.Receive(ClientCore.RequestBytes(1, new byte[4000]));
        Assert.Equal(0, server.Meter.Held);
        Assert.True(server.Association.TryHold(server.Calls[0]));
        Assert.InRange(server.Meter.Held, 4000, 9000);
        server.Association.Close(AssociationEnd.PeerClosed);
        Assert.InRange(server.Meter.Held, 4000, 9000);
        server.Association.Reply(server.Calls[0], []);
        Assert.Equal(0, server.Meter.Held);
    }

    private static byte[] Auth3(uint id, ReadOnlySpan<byte> token) =>
        SecuredBind.With([.. ClientCore.HeaderBytes(PduType.Auth3, 1), 0, 0, 0, 0], AuthenticationType.Ntlm,
        (byte)ProtectionLevel.Integrity, id, token);
}
