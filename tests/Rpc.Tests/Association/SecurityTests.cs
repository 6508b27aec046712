using System.Collections.Immutable;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Pdu;
using Sekimori.Security;
using Sekimori.TestKit;

namespace Sekimori.Rpc.Tests.Association;

/// <summary>Client core and server core with NTLM and SPNEGO between them, and what an attacker may do in between.</summary>
public class SecurityTests
{
    public static TheoryData<SecurityScheme, ProtectionLevel, int> Everything()
    {
        var data = new TheoryData<SecurityScheme, ProtectionLevel, int>();
        foreach (var scheme in new[] { SecurityScheme.Ntlm, SecurityScheme.Spnego })
            foreach (var level in new[]
            {
                ProtectionLevel.Connect, ProtectionLevel.Packet, ProtectionLevel.Integrity, ProtectionLevel.Privacy
            })
                foreach (var fragment in new[] { 2048, 3199, 5840, 65535 })
                    data.Add(scheme, level, fragment);
        return data;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_scheme_and_level_protects_calls_of_every_size(SecurityScheme scheme, ProtectionLevel level, int fragment)
    {
        var secure = new SecurePair(scheme, level, fragment);
        foreach (var size in new[] { 0, 1, 15, 16, 17, fragment, 100_003 })
        {
            var stub = new byte[size];
            new Random(size).NextBytes(stub);
            var call = secure.Call(stub);
            Assert.Equal(RpcClientEventKind.Replied, secure.Pair.Client.Events.Dequeue().Kind);
            // The padding before the verification trailer cannot be told from the stub ([MS-RPCE] 2.2.2.13): a decoder stops before it.
            byte[] expected = level >= ProtectionLevel.Packet ? [.. stub, .. new byte[-size & 3]] : stub;
            Assert.Equal(expected, secure.Pair.Server.Stubs[^1]);
            Assert.Equal(expected, call.Stub.ToArray());
        }

        var caller = secure.Pair.Server.Calls[^1].Caller;
        Assert.Equal(("alice", Role.Operator, level, "NTLM"), (caller.Account, caller.Role, caller.Level, caller.Scheme));
        Assert.Equal(level >= ProtectionLevel.Packet, secure.Pair.Client.Association.SignsHeaders);
    }

    [Fact]
    public void A_wrong_password_fails_with_the_first_request()
    {
        // NTLM ends with auth3, which has no answer.
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Integrity, 5840, "wrong");
        secure.Call([1]);
        Assert.Equal((AssociationEnd.AccessDenied, 0), (secure.Pair.Server.Association.End, secure.Pair.Server.Calls.Count));
        Assert.Equal(RpcStatus.AccessDenied, secure.Pair.Client.Events.Dequeue().Call.FaultStatus);
    }

    [Fact]
    public void What_is_sealed_cannot_be_read_on_the_way()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Privacy);
        var stub = Enumerable.Repeat((byte)'A', 64).ToArray();
        var request = secure.Request(stub);
        Assert.Equal(-1, request.AsSpan().IndexOf(stub.AsSpan(0, 8)));
    }

    [Theory]
    [InlineData(ProtectionLevel.Packet)]
    [InlineData(ProtectionLevel.Integrity)]
    [InlineData(ProtectionLevel.Privacy)]
    public void Any_changed_byte_of_a_request_is_found(ProtectionLevel level)
    {
        for (var at = 0; ; at++)
        {
            var secure = new SecurePair(SecurityScheme.Ntlm, level);
            var request = secure.Request(new byte[20]);
            if (at == request.Length) return;
            // The length decides where the fragment ends, and the type and version what it is at all: changed, there is no request.
            if (at is 0 or 1 or 2 or 8 or 9) continue;
            request[at] ^= 0x40;
            var server = secure.Pair.Server;
            server.Receive(request);
            Assert.True(server.Calls.Count == 0, $"byte {at} was changed and not missed");
        }
    }

    [Fact]
    public void A_replayed_request_is_refused()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Integrity);
        var request = secure.Request([1]);
        secure.Pair.Server.Receive(request);
        secure.Pair.Server.TakeOutput();
        secure.Pair.Server.Receive(request);
        Assert.Single(secure.Pair.Server.Calls);
        Assert.Equal(RpcStatus.SecurityPackageError, FaultPdu.Read(secure.Pair.Server.TakeOutput().AsSpan(16), false).Status);
        Assert.Equal(AssociationEnd.BadSignature, secure.Pair.Server.Association.End);
    }

    [Fact]
    public void Requests_in_another_order_are_refused()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Integrity);
        _ = secure.Request([1]);
        secure.Pair.Server.Receive(secure.Request([2]));
        Assert.Empty(secure.Pair.Server.Calls);
        Assert.Equal(AssociationEnd.BadSignature, secure.Pair.Server.Association.End);
    }

    [Fact]
    public void A_stripped_verifier_is_refused()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Packet);
        secure.Pair.Server.Receive(ClientCore.RequestBytes(77, [1]));
        AssertDenied(secure.Pair.Server);
    }

    [Theory]
    [InlineData(2, 1u)]
    [InlineData(6, 1u)]
    [InlineData(5, 2u)]
    public void Another_level_or_a_context_that_was_never_built_is_refused(byte level, uint context)
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Integrity);
        secure.Pair.Server.Receive(
            SecuredBind.With(ClientCore.RequestBytes(77, new byte[16]), AuthenticationType.Ntlm, level, context, new byte[16]));
        AssertDenied(secure.Pair.Server);
    }

    [Fact]
    public void A_reflected_response_is_not_believed()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Integrity);
        var request = secure.Request(new byte[32]);
        // The client's own request comes back as if it were the answer.
        request[2] = (byte)PduType.Response;
        secure.Pair.Client.Receive(request);
        Assert.Equal(AssociationEnd.BadSignature, secure.Pair.Client.Association.End);
    }

    [Fact]
    public void A_changed_response_is_not_believed()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Privacy);
        secure.Pair.Server.Receive(secure.Request(new byte[32]));
        var response = secure.Pair.Server.TakeOutput();
        response[40] ^= 1;
        secure.Pair.Client.Receive(response);
        Assert.Equal(AssociationEnd.BadSignature, secure.Pair.Client.Association.End);
        Assert.NotNull(secure.Pair.Client.Association.Refusal);
    }

    [Fact]
    public void Without_header_signing_at_the_server_the_client_does_without_it()
    {
        // A server that cannot sign headers clears the flag; NTLM covers them nevertheless.
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Integrity, clearHeaderSigning: true);
        Assert.False(secure.Pair.Client.Association.SignsHeaders);
        secure.Call([1]);
        Assert.Single(secure.Pair.Server.Calls);
    }

    [Fact]
    public void Level_call_is_processed_as_packet()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Call);
        secure.Call([1, 2]);
        Assert.Equal(ProtectionLevel.Packet, Assert.Single(secure.Pair.Server.Calls).Caller.Level);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_verification_trailer_is_taken_off_and_held_against_the_headers(int change)
    {
        var header = new VerifiedHeader(EchoInterface.EchoId, SyntaxId.Ndr20, 7, 1, 3);
        var writer = new Wire.ByteWriter(stackalloc byte[256]);
        writer.WriteBytes([1, 2, 3, 4]);
        VerificationTrailer.Write(ref writer, header, signsHeaders: false);
        Assert.Equal(4 + VerificationTrailer.WrittenSize, writer.Position);
        var seen = change switch
        {
            1 => header with { Opnum = 4 },
            2 => header with { ContextId = 2 },
            3 => header with { Interface = default },
            _ => header,
        };
        Assert.Equal(change == 0, VerificationTrailer.TryCheck(writer.Written, seen, out var length));
        Assert.Equal(4, length);
    }

    [Fact]
    public void A_verification_trailer_that_must_be_processed_and_is_not_known_is_refused()
    {
        byte[] stub = [.. Hex.Bytes("8ae3137102f43671"), .. Hex.Bytes("05c00000")];
        Assert.False(VerificationTrailer.TryCheck(stub, default, out _));
        stub[9] = 0x40;
        Assert.True(VerificationTrailer.TryCheck(stub, default, out var length));
        Assert.Equal(0, length);
    }

    [Fact]
    public void Two_security_contexts_live_on_one_connection()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Packet);
        var second = secure.Add(SecurityScheme.Ntlm, ProtectionLevel.Privacy);
        secure.Call([1]);
        secure.Call([2], second);
        secure.Call([3]);
        Assert.Equal([ProtectionLevel.Packet, ProtectionLevel.Privacy, ProtectionLevel.Packet],
            secure.Pair.Server.Calls.Select(call => call.Caller.Level));
    }

    [Fact]
    public void One_security_context_more_than_the_limit_is_a_protocol_error()
    {
        var secure = new SecurePair(SecurityScheme.Ntlm, ProtectionLevel.Connect,
            limits: RpcServerLimits.Default with { MaxSecurityContexts = 3 });
        secure.Add(SecurityScheme.Ntlm, ProtectionLevel.Connect);
        secure.Add(SecurityScheme.Ntlm, ProtectionLevel.Connect);
        Assert.Throws<InvalidOperationException>(() => secure.Add(SecurityScheme.Ntlm, ProtectionLevel.Connect));
        Assert.Equal(AssociationEnd.TooMany, secure.Pair.Server.Association.End);
    }

    [Fact]
    public void A_handshake_that_is_not_finished_in_time_ends_the_connection()
    {
        var server = new ServerCore { Security = Answer };
        server.Receive(SecuredBind.With(ClientCore.BindBytes(), AuthenticationType.Ntlm, 5, 0, Initiate()));
        Assert.Equal(PduType.BindAck, PduHeader.Read(server.TakeOutput()).Type);
        server.Wait(RpcServerLimits.Default.BindTimeout);
        Assert.Equal(AssociationEnd.BindTimedOut, server.Association.End);

        static byte[] Initiate() =>
            Credentials.Initiator().Initiate(SecurityScheme.Ntlm, new ContextOptions { DceStyle = true })!.Step(default).Token.ToArray();
    }

    internal static SecurityLegAnswer Answer(SecurityLeg leg)
    {
        leg.Context.Context ??= new Credentials().Acceptor.Accept(
            (SecurityScheme)leg.Context.Type, new ContextOptions { Level = leg.Context.Level, DceStyle = true });
        if (leg.Context.Context is null) return SecurityLegAnswer.Refuse(BindNakReason.AuthenticationTypeNotRecognized);
        var step = leg.Context.Context.Step(leg.Token.Span);
        return step.State switch
        {
            StepState.Continue => SecurityLegAnswer.Continue(step.Token),
            StepState.Complete =>
                SecurityLegAnswer.Complete(step.Token, leg.Context.Context, leg.Context.Context.ToCaller(leg.Context.Level)),
            _ => SecurityLegAnswer.Refuse(),
        };
    }

    private static void AssertDenied(ServerCore server)
    {
        Assert.Empty(server.Calls);
        Assert.Equal(RpcStatus.AccessDenied, FaultPdu.Read(server.TakePdus()[^1].AsSpan(16), false).Status);
        Assert.Equal(AssociationEnd.AccessDenied, server.Association.End);
    }
}
