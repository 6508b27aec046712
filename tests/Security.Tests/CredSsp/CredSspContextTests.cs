using System.Buffers;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Guard;
using Sekimori.Security.Credentials;
using Sekimori.Security.CredSsp;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;
using Sekimori.Security.Tests.Ntlm;

namespace Sekimori.Security.Tests.CredSsp;

public sealed class CredSspContextTests : IDisposable
{
    private readonly NtlmPair _pair = new();
    // Once for all tests: making their keys would be most of the time.
    private static readonly X509Certificate2 _certificate = Certificate("CN=gate"), _other = Certificate("CN=other");
    private CredSspInitiator _client = null!;
    private CredSspAcceptor _server = null!;

    public CredSspContextTests() => Start((PasswordCredential)_pair.Credential);

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void The_right_password_completes_both_sides_and_messages_go_both_ways()
    {
        Assert.Null(Exchange());
        Assert.Equal(new Caller("alice", Role.Operator, "CredSSP", ProtectionLevel.Privacy, _pair.ServerOptions.Remote)
        {
            Identity = CallerIdentity.OfAccount(1)
        }, _server.ToCaller(ProtectionLevel.Privacy));
        for (var i = 0; i < 5; i++)
        {
            AssertPasses(_client, _server, new byte[i * 4000]);
            AssertPasses(_server, _client, "<s:Envelope/>"u8.ToArray());
        }
    }

    [Fact]
    public void A_wrong_password_is_refused_and_the_client_learns_the_status()
    {
        _pair.Accounts.Set("alice", "other");
        var refusal = Exchange();
        Assert.Equal(new Refusal("NTLM", "alice", RefusalReason.WrongPassword), refusal);
        Assert.Equal(RefusalReason.RefusedByPeer, _clientSaid?.Reason);
        Assert.Contains("c000006d", _clientSaid!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_handed_over_that_is_not_the_one_of_the_logon_is_refused()
    {
        Start(new PasswordCredential("alice", "", "not the same"));
        Assert.Equal(RefusalReason.WrongPassword, Exchange()?.Reason);
        Assert.False(_server.IsComplete);
    }

    [Fact]
    public void Somebody_between_who_speaks_TLS_to_both_is_found_out_before_any_password()
    {
        // He has a certificate of his own, and passes the messages within TLS on.
        using var towardsClient = TlsChannel.Server(_other);
        using var towardsServer = TlsChannel.Client("gate", _ => { });
        ReadOnlyMemory<byte> fromClient = _client.Step(default).Token;
        var fromServer = Array.Empty<byte>();
        towardsServer.Receive([], 0);
        for (var i = 0; i < 20; i++)
        {
            foreach (var message in Messages(towardsClient.Receive(fromClient.Span, 100_000)))
            {
                Assert.Null(TsRequest.Read(message).AuthInfo);
                towardsServer.Send(message);
            }

            var answer = _server.Step(towardsServer.TakeRecords());
            if (answer.State == StepState.Refused)
            {
                Assert.Equal(RefusalReason.WrongChannel, answer.Refusal?.Reason);
                return;
            }

            fromServer = towardsServer.Receive(answer.Token.Span, 100_000);
            foreach (var message in Messages(fromServer)) towardsClient.Send(message);
            fromClient = _client.Step(towardsClient.TakeRecords()).Token;
        }

        Assert.Fail("nobody noticed");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Versions_that_do_not_bind_the_key_safely_are_refused(int version)
    {
        using var client = TlsChannel.Client("gate", _ => { });
        var result = MarkActive(client, new TsRequest { Version = version, NegoToken = [1] });
        Assert.Equal(RefusalReason.TooWeak, result.Refusal?.Reason);
        Assert.Equal(0xc00000bbu, TsRequest.Read(client.Receive(result.Token.Span, 100_000)).ErrorCode);
    }

    [Fact]
    public void Credentials_before_the_logon_are_refused()
    {
        using var client = TlsChannel.Client("gate", _ => { });
        Assert.Equal(RefusalReason.OutOfTurn, MarkActive(client, new TsRequest { AuthInfo = new byte[64] }).Refusal?.Reason);
    }

    [Fact]
    public void A_changed_or_replayed_message_is_refused()
    {
        Assert.Null(Exchange());
        var output = new ArrayBufferWriter<byte>();
        _client.Wrap("<s:Envelope/>"u8, output);
        Assert.Null(_server.Unwrap(output.WrittenMemory.ToArray(), out _));
        Assert.Equal(RefusalReason.BadSignature, _server.Unwrap(output.WrittenMemory.ToArray(), out _)?.Reason);

        Start((PasswordCredential)_pair.Credential);
        Assert.Null(Exchange());
        output.Clear();
        _client.Wrap("<s:Envelope/>"u8, output);
        var changed = output.WrittenMemory.ToArray();
        changed[^1] ^= 1;
        Assert.Equal(RefusalReason.BadSignature, _server.Unwrap(changed, out _)?.Reason);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("1603010005 0100000100")]
    [InlineData("504f5354202f77736d616e20485454502f312e310d0a")]
    public void Bytes_that_are_no_TLS_are_refused(string bytes)
    {
        var result = _server.Step(Hex.Bytes(bytes));
        if (bytes.Length > 2) Assert.Equal(StepState.Refused, result.State);
        else Assert.Equal((StepState.Continue, 0), (result.State, result.Token.Length)); // TLS waits for the rest of a record
    }

    [Fact]
    public void Requests_are_read_as_they_are_written()
    {
        var request = new TsRequest
        {
            NegoToken = [1, 2], AuthInfo = [3], PubKeyAuth = [4], ErrorCode = 0xc000006d, ClientNonce = new byte[32]
        };
        Assert.Equivalent(request, TsRequest.Read(request.ToArray()));
    }

    [Fact]
    public void A_smart_card_s_credentials_of_the_specification_are_told_from_a_password() => Assert.Null(TsPasswordCreds.Read(Hex.Bytes("""
        3082010fa003020102a1820106048201023081ffa01a0418620062006200620062006200620062006200620062006200a181e03081dda003020101a22e042c4f
        004d004e0049004b0045005900200043006100720064004d0061006e002000330078003200310020003000a350044e6c0065002d004d00530053006d00610072
        007400630061007200640055007300650072002d00380062006400610030003100390066002d0031003200360036002d002d0035003300320036003800a45404
        524d006900630072006f0073006f006600740020004200610073006500200053006d00610072007400200043006100720064002000430072007900700074006f
        002000500072006f0076006900640065007200
        """))); // [MS-CSSP] 4

    [Fact]
    public void A_request_with_a_bare_NTLM_token_is_read()
    {
        var request =
            TsRequest.Read(
            Hex.Bytes(
            "3037a003020106a130302e302ca02a04284e544c4d535350000100000007820860000000000000000000000000000000000a00614a0000000f"));
        Assert.Equal(6, request.Version);
        Assert.Equal("NTLMSSP\0"u8, request.NegoToken.AsSpan(0, 8));
    }

    private Refusal? _clientSaid;

    private void Start(PasswordCredential handedOver)
    {
        _client?.Dispose();
        _server?.Dispose();
        var inner = CredSspContext.Inner(_pair.ClientOptions);
        _client = new CredSspInitiator(
            handedOver, new SpnegoInitiator([SecurityScheme.Ntlm], _ => new NtlmInitiator(_pair.Credential, inner)));
        _server = new CredSspAcceptor(_pair.Settings, _certificate, new SpnegoAcceptor([SecurityScheme.Ntlm],
            _ => new NtlmAcceptor(_pair.Settings, CredSspContext.Inner(_pair.ServerOptions))), _pair.ServerOptions);
    }

    private Refusal? Exchange()
    {
        var token = _client.Step(default).Token;
        for (var i = 0; i < 20; i++)
        {
            var answer = _server.Step(token.Span);
            if (answer.State == StepState.Complete) return null;
            if (answer.State == StepState.Refused)
            {
                _clientSaid = _client.Step(answer.Token.Span).Refusal;
                return answer.Refusal;
            }

            var next = _client.Step(answer.Token.Span);
            if (next.State == StepState.Refused) return next.Refusal;
            token = next.Token;
        }

        throw new InvalidOperationException("the handshake does not end");
    }

    private StepResult MarkActive(TlsChannel client, TsRequest request)
    {
        client.Receive([], 0);
        while (!client.IsReady) client.Receive(_server.Step(client.TakeRecords()).Token.Span, 0);
        client.Send(request.ToArray());
        return _server.Step(client.TakeRecords());
    }

    private static IEnumerable<byte[]> Messages(byte[] plain)
    {
        while (plain.Length > 0)
        {
            var first = new AsnReader(plain, AsnEncodingRules.BER).PeekEncodedValue().ToArray();
            yield return first;
            plain = plain[first.Length..];
        }
    }

    private static void AssertPasses(SecurityContext from, SecurityContext to, byte[] text)
    {
        var output = new ArrayBufferWriter<byte>();
        from.Wrap(text, output);
        Assert.Null(to.Unwrap(output.WrittenMemory.ToArray(), out var message));
        Assert.Equal(text, message.ToArray());
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
