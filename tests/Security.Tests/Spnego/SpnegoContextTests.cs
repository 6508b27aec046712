using Sekimori.Guard;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;
using Sekimori.Security.Tests.Ntlm;

namespace Sekimori.Security.Tests.Spnego;

public sealed class SpnegoContextTests
{
    private const SecurityScheme Kerberos = SecurityScheme.Kerberos, Ntlm = SecurityScheme.Ntlm;

    private readonly NtlmPair _pair = new();
    private SpnegoInitiator _client = null!;
    private SpnegoAcceptor _server = null!;

    [Fact]
    public void NTLM_alone_completes_in_four_tokens_and_then_protects_both_ways()
    {
        Assert.Equal(StepState.Complete, Run([Ntlm], [Ntlm]).State);
        Assert.Equal("NTLM", _server.ToCaller(ProtectionLevel.Privacy).Scheme);
        Assert.Equal("alice", _server.ToCaller(ProtectionLevel.Privacy).Account);
        AssertProtects();
    }

    [Theory] // an even last leg is the acceptor's, an odd one the initiator's (DCE style)
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_preferred_mechanism_is_used_whoever_has_its_last_token(int legs)
    {
        Assert.Equal(StepState.Complete, Run([Kerberos, Ntlm], [Kerberos, Ntlm], legs).State);
        Assert.Equal(Kerberos, _client.Mechanism!.Scheme);
        Assert.True(_server.IsComplete);
    }

    [Fact]
    public void A_server_without_the_preferred_mechanism_gets_the_next_and_both_sign_the_list()
    {
        Assert.Equal(StepState.Complete, Run([Kerberos, Ntlm], [Ntlm]).State);
        Assert.Equal(Ntlm, _client.Mechanism!.Scheme);
        AssertProtects();
    }

    [Fact]
    public void A_client_whose_preferred_mechanism_cannot_begin_offers_the_next_first()
    {
        Assert.Equal(StepState.Complete, Run([Kerberos, Ntlm], [Kerberos, Ntlm], refuses: true).State);
        Assert.Equal(Ntlm, _client.Mechanism!.Scheme);
        Assert.Equal(RefusalReason.Unavailable, Assert.Single(_client.SkippedMechanisms).Reason);
        AssertProtects();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_list_whose_first_mechanism_was_taken_out_is_noticed(int legs)
    {
        // In between, Kerberos is taken from the client's list: the server sees NTLM alone.
        var result = Run([Kerberos, Ntlm], [Kerberos, Ntlm], legs, first: token =>
        {
            var init = NegTokenInit.Read(token);
            return (init with { MechTypes = [MechOid.Ntlm], MechToken = null }).ToArray();
        });
        Assert.Equal(RefusalReason.HandshakeAltered, result.Refusal?.Reason);
    }

    [Fact]
    public void A_list_that_was_changed_is_noticed_by_the_client_where_the_server_s_signature_is_taken_out_too()
    {
        Start([Kerberos, Ntlm], [Kerberos, Ntlm], 2);
        var init = NegTokenInit.Read(_client.Step(default).Token);
        var answer = _server.Step((init with { MechTypes = [MechOid.Ntlm], MechToken = null }).ToArray());
        answer = _server.Step(_client.Step(answer.Token.Span).Token.Span);
        var last = NegTokenResp.Read(_client.Step(answer.Token.Span).Token);
        Assert.NotNull(last.MechListMic);
        answer = _server.Step((last with { MechListMic = null }).ToArray());
        Assert.Equal(StepState.Complete, answer.State); // the server cannot know
        Assert.Equal(RefusalReason.HandshakeAltered, _client.Step(answer.Token.Span).Refusal?.Reason);
    }

    [Fact]
    public void A_missing_signature_is_refused_where_it_is_due()
    {
        Start([Kerberos, Ntlm], [Ntlm], 2);
        var token = _client.Step(default).Token;
        for (var i = 0; i < 2; i++) token = _client.Step(_server.Step(token.Span).Token.Span).Token;
        var stripped = NegTokenResp.Read(token) with { MechListMic = null };
        Assert.Equal(RefusalReason.HandshakeAltered, _server.Step(stripped.ToArray()).Refusal?.Reason);
    }

    [Fact]
    public void Something_behind_a_later_token_is_refused_and_behind_the_first_is_not()
    {
        // As Windows does, and Samba's suite asks for.
        Start([Ntlm], [Ntlm], 2);
        var answer = _server.Step([.. _client.Step(default).Token.Span, 0xfa, 0xfa]);
        Assert.Equal(StepState.Continue, answer.State);
        Assert.Equal(RefusalReason.TokenTrailed, _server.Step([.. _client.Step(answer.Token.Span).Token.Span, 0xfa]).Refusal?.Reason);
    }

    [Fact]
    public void A_server_that_offers_nothing_in_common_rejects()
    {
        var result = Run([Kerberos], [Ntlm]);
        Assert.Equal(RefusalReason.NoCommonMechanism, result.Refusal?.Reason);
        Assert.Equal(NegState.Reject, NegTokenResp.Read(result.Token).State);
        Assert.Equal(RefusalReason.RefusedByPeer, _client.Step(result.Token.Span).Refusal?.Reason);
    }

    [Fact]
    public void A_wrong_password_is_refused_with_the_mechanism_s_reason()
    {
        _pair.Accounts.Set("alice", "other");
        Assert.Equal(new Refusal("NTLM", "alice", RefusalReason.WrongPassword), Run([Ntlm], [Ntlm]).Refusal);
    }

    [Fact]
    public void A_bare_NTLM_token_is_taken_and_answered_bare()
    {
        Start([Ntlm], [Kerberos, Ntlm], 2);
        var client = new NtlmInitiator(_pair.Credential, new ContextOptions());
        var challenge = _server.Step(client.Step(default).Token.Span);
        Assert.Equal("NTLMSSP\0"u8, challenge.Token.Span[..8]);
        Assert.Equal(StepState.Complete, _server.Step(client.Step(challenge.Token.Span).Token.Span).State);
        Assert.True(_server.IsComplete);
    }

    [Fact]
    public void A_server_asked_without_a_token_says_what_it_has_and_the_client_goes_on()
    {
        Start([Kerberos, Ntlm], [Kerberos, Ntlm], 2);
        var hint = _server.Step(default).Token;
        var read = NegTokenInit.Read(hint);
        Assert.True(read.HasHints);
        Assert.Equal([MechOid.MicrosoftKerberos, MechOid.Kerberos, MechOid.Ntlm], read.MechTypes);
        Assert.Equal(StepState.Complete, Exchange(_client.Step(hint.Span).Token).State);
    }

    [Fact]
    public void The_wrong_name_of_Kerberos_is_answered_with_the_wrong_name()
    {
        Start([Kerberos], [Kerberos], 2);
        Assert.Equal(MechOid.MicrosoftKerberos, NegTokenResp.Read(_server.Step(_client.Step(default).Token.Span).Token).SupportedMech);
    }

    [Fact]
    public void The_first_token_of_Windows_is_read()
    {
        // NegTokenInit with the four mechanisms that Windows 10 offers, and the token of the first.
        var init = NegTokenInit.Read(Hex.Bytes("""
            603e06062b0601050502a0343032a030302e06092a864882f71201020206092a864886f712010202060a2b06010401823702021e060a2b06010401823702020a
            """));
        Assert.Equal([MechOid.MicrosoftKerberos, MechOid.Kerberos, "1.3.6.1.4.1.311.2.2.30", MechOid.Ntlm], init.MechTypes);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("60")]
    [InlineData("6000")]
    [InlineData("60843fffffff")]
    [InlineData("600a06062b0601050502a000")]
    [InlineData("601206062b0601050502a0083006a0043002 3000")]
    [InlineData("a1023000")]
    [InlineData("4e544c4d53535000")]
    public void Bytes_that_are_no_token_are_refused(string token)
    {
        Start([Ntlm], [Ntlm], 2);
        Assert.Equal(StepState.Refused, _server.Step(Hex.Bytes(token)).State);
    }

    [Fact]
    public void A_token_larger_than_any_is_refused() =>
        Assert.Equal(RefusalReason.Malformed, new SpnegoAcceptor([Ntlm], _ => null).Step(new byte[200_000]).Refusal?.Reason);

    private void Start(SecurityScheme[] client, SecurityScheme[] server, int legs, bool refuses = false)
    {
        _client = new SpnegoInitiator(client, scheme =>
            scheme == Ntlm ? new NtlmInitiator(_pair.Credential, _pair.ClientOptions) : new StandIn(true, legs, refuses));
        _server = new SpnegoAcceptor(server, scheme =>
            scheme == Ntlm ? new NtlmAcceptor(_pair.Settings, _pair.ServerOptions) : new StandIn(false, legs));
    }

    private StepResult Run(SecurityScheme[] client, SecurityScheme[] server, int legs = 2, bool refuses = false,
        Func<ReadOnlyMemory<byte>, byte[]>? first = null)
    {
        Start(client, server, legs, refuses);
        var token = _client.Step(default).Token;
        return Exchange(first is null ? token : first(token));
    }

    /// <returns>The client's last result, or the first refusal.</returns>
    private StepResult Exchange(ReadOnlyMemory<byte> token)
    {
        for (var legs = 0; legs < 10; legs++)
        {
            var answer = _server.Step(token.Span);
            if (answer.State == StepState.Refused) return answer;
            var next = _client.Step(answer.Token.Span);
            if (next.State != StepState.Continue) return next;
            token = next.Token;
        }

        throw new InvalidOperationException("the negotiation does not end");
    }

    private void AssertProtects()
    {
        for (var i = 0; i < 5; i++)
        {
            foreach (var (from, to) in new (SecurityContext, SecurityContext)[] { (_client, _server), (_server, _client) })
            {
                var (body, token) = ("some message"u8.ToArray(), new byte[from.TokenSize(Protection.Seal)]);
                from.Protect(Protection.Seal, new MessageParts("header"u8, body, "trailer"u8), token);
                Assert.Null(to.Unprotect(Protection.Seal, new MessageParts("header"u8, body, "trailer"u8), token));
                Assert.Equal("some message"u8, body);
            }
        }
    }
}
