using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Channels;
using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;

namespace Sekimori.Security.Tests.Ntlm;

public sealed class NtlmHandshakeTests
{
    private const int MicOffset = 72, MicSize = 16; // [MS-NLMP] 2.2.1.3

    private readonly NtlmPair _pair = new();

    [Theory]
    [InlineData(ProtectionLevel.Connect)]
    [InlineData(ProtectionLevel.Packet)]
    [InlineData(ProtectionLevel.Integrity)]
    [InlineData(ProtectionLevel.Privacy)]
    public void The_right_password_completes_both_sides_with_the_same_key(ProtectionLevel level)
    {
        _pair.Level = level;
        Assert.Equal(StepState.Complete, _pair.Run().State);
        Assert.Equal(_pair.Client.SessionKey.ToArray(), _pair.Server.SessionKey.ToArray());
        Assert.Equal(new Caller("alice", Role.Operator, "NTLM", level, _pair.ServerOptions.Remote)
        {
            Identity = CallerIdentity.OfAccount(1)
        }, _pair.Server.ToCaller(level));
    }

    [Theory]
    [InlineData("alice", "", null)]
    [InlineData("ALICE", "gate", null)]
    [InlineData("alice", "GATE.example.org", null)]
    [InlineData("alice", "lab", null)]
    [InlineData("alice@gate", "", null)]
    [InlineData("alice", "OTHER", RefusalReason.ForeignDomain)]
    [InlineData("bob", "", RefusalReason.UnknownAccount)]
    public void Names_of_this_host_are_local_and_no_others(string user, string domain, RefusalReason? refusal)
    {
        _pair.Credential = new PasswordCredential(user, domain, "correct horse");
        Assert.Equal(refusal, _pair.Run().Refusal?.Reason);
    }

    [Theory]
    [InlineData("WORKGROUP")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("192.0.2.10")]
    [InlineData("EXAMPLE.COM")]
    public void Every_domain_is_local_where_none_is_configured(string domain)
    {
        _pair.Settings = _pair.Settings with { Authority = new LocalAuthority("gate.example.org") };
        _pair.Credential = new PasswordCredential("alice", domain, "correct horse");
        Assert.Null(_pair.Run().Refusal);
        _pair.Credential = new PasswordCredential("alice", domain, "wrong");
        Assert.Equal(RefusalReason.WrongPassword, _pair.Run().Refusal?.Reason);
        _pair.Credential = new PasswordCredential("alice", domain, "correct horse");
        _pair.Settings = _pair.Settings with { Authority = new LocalAuthority("gate.example.org") { TakesUnknownDomains = false } };
        Assert.Equal(domain is "localhost" or "127.0.0.1" ? null : RefusalReason.ForeignDomain, _pair.Run().Refusal?.Reason);
    }

    [Theory]
    [InlineData("sekimori-audit"), InlineData("")]
    public void The_logon_names_the_machine_of_the_credential(string workstation)
    {
        _pair.Credential = new PasswordCredential("alice", "", "correct horse") { Workstation = workstation };
        Assert.Equal(StepState.Complete, _pair.Run().State);
        Assert.Equal(workstation, AuthenticateMessage.Read(_pair.Authenticate).Workstation);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_that_only_identifies_itself_is_known_as_such(bool isIdentifyOnly)
    {
        _pair.ClientOptions = _pair.ClientOptions with { IsIdentifyOnly = isIdentifyOnly };
        Assert.Equal(StepState.Complete, _pair.Run().State);
        Assert.Equal(isIdentifyOnly, _pair.Server.ToCaller(ProtectionLevel.Privacy).IsIdentifyOnly);
    }

    [Fact]
    public void A_right_password_from_an_address_is_not_held_back_there_by_wrong_ones_from_elsewhere()
    {
        Assert.Null(_pair.Run().Refusal);
        var (here, right) = (_pair.ServerOptions, _pair.Credential);
        _pair.Credential = new PasswordCredential("alice", "", "wrong");
        for (var i = 0; i < 60; i++)
        {
            _pair.ServerOptions = here with { Remote = new System.Net.IPEndPoint(System.Net.IPAddress.Parse($"198.51.100.{i}"), 1) };
            _pair.Run();
        }

        _pair.Credential = right;
        Assert.Equal(RefusalReason.HeldBack, _pair.Run().Refusal?.Reason);
        _pair.ServerOptions = here;
        Assert.Null(_pair.Run().Refusal);
    }

    [Fact]
    public void An_unknown_name_takes_the_same_way_as_a_wrong_password()
    {
        _pair.Credential = new PasswordCredential("alice", "", "wrong");
        _pair.Run();
        var known = _pair.Accounts.SecretsAsked;
        _pair.Credential = new PasswordCredential("nobody", "", "wrong");
        _pair.Run();
        Assert.Equal((1, 2), (known, _pair.Accounts.SecretsAsked));
    }

    [Theory]
    [InlineData(2888, null)]
    [InlineData(2889, RefusalReason.TokenTooLong)]
    public void A_token_has_the_length_that_the_options_allow(int length, RefusalReason? expected)
    {
        _pair.Run();
        var server = new NtlmAcceptor(_pair.Settings, _pair.ServerOptions with { LongestToken = 2888 });
        byte[] token = [.. _pair.Negotiate, .. new byte[length - _pair.Negotiate.Length]];
        Assert.Equal(expected, server.Step(token).Refusal?.Reason);
    }

    [Fact]
    public void What_a_client_claims_is_known_whether_it_proves_it_or_not()
    {
        _pair.Run();
        var server = new NtlmAcceptor(_pair.Settings, _pair.ServerOptions);
        Assert.Null(server.Claim);
        server.Step(_pair.Negotiate);
        Assert.Null(server.Claim);
        // The challenge is another one, so the password is not proved.
        Assert.Equal(StepState.Refused, server.Step(_pair.Authenticate).State);
        var claim = server.Claim!;
        var message = AuthenticateMessage.Read(_pair.Authenticate);
        Assert.Equal(("NTLM", $@"{message.Domain}\{message.User}".TrimStart('\\'), message.Workstation, message.NtResponse.Length),
            (claim.Scheme, claim.Account, claim.Computer, claim.ResponseLength));
        Assert.Equal((false, true), (claim.HasChannelBindings, claim.HasIntegrityCode));
    }

    [Fact]
    public void A_wrong_password_is_refused_by_name()
    {
        _pair.Credential = new PasswordCredential("alice", "LAB", "wrong");
        var refusal = _pair.Run().Refusal!;
        Assert.Equal(new Refusal("NTLM", @"LAB\alice", RefusalReason.WrongPassword), refusal);
        Assert.DoesNotContain("wrong", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_passwords_slow_the_next_try()
    {
        _pair.Credential = new PasswordCredential("alice", "", "wrong");
        for (var i = 0; i < 3; i++) _pair.Run();
        _pair.Credential = new PasswordCredential("alice", "", "correct horse");
        Assert.Equal(RefusalReason.HeldBack, _pair.Run().Refusal?.Reason);
        _pair.Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(StepState.Complete, _pair.Run().State);
    }

    [Fact]
    public void A_disabled_account_is_refused()
    {
        _pair.Accounts.Set("alice", "correct horse", enabled: false);
        Assert.Equal(RefusalReason.Disabled, _pair.Run().Refusal?.Reason);
    }

    [Fact]
    public void An_account_that_changes_after_the_logon_holds_no_longer()
    {
        _pair.Run();
        Assert.Null(_pair.Server.Recheck());
        _pair.Accounts.Set("alice", "other");
        Assert.Equal(RefusalReason.Expired, _pair.Server.Recheck()?.Reason);
    }

    [Fact]
    public void Nobody_is_let_in_while_accounts_cannot_be_read()
    {
        _pair.Accounts.Broken = true;
        Assert.Equal(RefusalReason.Unavailable, _pair.Run().Refusal?.Reason);
    }

    [Fact]
    public void Anonymous_is_refused_unless_a_setting_takes_it()
    {
        _pair.Credential = Credential.Anonymous;
        Assert.Equal(RefusalReason.AnonymousRefused, _pair.Run().Refusal?.Reason);

        _pair.Settings = _pair.Settings with { AllowAnonymous = true };
        Assert.Equal(StepState.Complete, _pair.Run().State);
        Assert.Equal(_pair.Client.SessionKey.ToArray(), _pair.Server.SessionKey.ToArray());
        var caller = _pair.Server.ToCaller(ProtectionLevel.Privacy);
        Assert.True(caller.IsAnonymous);
        Assert.Equal(Role.None, caller.Role);
    }

    [Theory] // each would weaken what follows
    [InlineData(NegotiateFlags.Seal)]
    [InlineData(NegotiateFlags.Sign)]
    [InlineData(NegotiateFlags.Key128)]
    [InlineData(NegotiateFlags.ExtendedSessionSecurity)]
    internal void A_downgrade_on_any_leg_is_refused(NegotiateFlags flag)
    {
        Assert.Equal(RefusalReason.TooWeak, _pair.Run(negotiate: message => Clear(message, 12, flag)).Refusal?.Reason);
        Assert.Equal(RefusalReason.TooWeak, _pair.Run(challenge: message => Clear(message, 20, flag)).Refusal?.Reason);
        Assert.Equal(RefusalReason.TooWeak, _pair.Run(authenticate: message => Clear(message, 60, flag)).Refusal?.Reason);
    }

    [Fact]
    public void A_downgrade_that_no_level_forbids_is_found_by_the_integrity_code()
    {
        _pair.Level = ProtectionLevel.Connect;
        Assert.Equal(RefusalReason.HandshakeAltered,
            _pair.Run(negotiate: message => Clear(message, 12, NegotiateFlags.Key128)).Refusal?.Reason);
        Assert.Equal(RefusalReason.HandshakeAltered,
            _pair.Run(challenge: message => Clear(message, 20, NegotiateFlags.Sign)).Refusal?.Reason);
    }

    [Fact]
    public void A_stripped_integrity_code_is_refused()
    {
        Assert.Equal(RefusalReason.HandshakeAltered, _pair.Run(authenticate: message =>
        {
            message.AsSpan(MicOffset, MicSize).Clear();
            return message;
        }).Refusal?.Reason);

        // With the field itself taken out, and all offsets moved.
        Assert.Equal(RefusalReason.HandshakeAltered, _pair.Run(authenticate: message =>
        {
            byte[] cut = [.. message[..MicOffset], .. message[(MicOffset + MicSize)..]];
            for (var field = 0; field < 6; field++)
            {
                var at = cut.AsSpan(12 + (8 * field) + 4);
                var offset = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(at);
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(at, offset - MicSize);
            }

            return cut;
        }).Refusal?.Reason);
    }

    [Fact]
    public void No_byte_of_the_last_message_can_be_changed_unnoticed()
    {
        _pair.Run();
        for (var at = 0; at < _pair.Authenticate.Length; at++)
        {
            _pair.Time.Pass(TimeSpan.FromHours(1)); // or the throttle would refuse
            var result = _pair.Run(authenticate: message =>
            {
                message[at] ^= 0x01;
                return message;
            });
            Assert.True(result.State == StepState.Refused, $"byte {at}");
        }
    }

    [Fact]
    public void A_response_to_another_challenge_is_refused()
    {
        _pair.Run();
        var old = _pair.Authenticate;
        Assert.Equal(RefusalReason.WrongPassword, _pair.Run(authenticate: _ => old).Refusal?.Reason);
    }

    [Fact]
    public void The_client_s_own_message_reflected_is_refused()
    {
        var client = new NtlmInitiator(_pair.Credential, new ContextOptions());
        var first = client.Step(default).Token;
        Assert.Equal(RefusalReason.Malformed, client.Step(first.Span).Refusal?.Reason);
    }

    [Fact]
    public void A_step_behind_the_end_is_refused()
    {
        _pair.Run();
        Assert.Equal(RefusalReason.OutOfTurn, _pair.Server.Step(_pair.Authenticate).Refusal?.Reason);
        Assert.Equal(RefusalReason.OutOfTurn, _pair.Client.Step(_pair.Challenge).Refusal?.Reason);
    }

    [Fact]
    public void NTLMv1_is_refused() => Assert.Equal(RefusalReason.TooWeak, _pair.Run(authenticate: message =>
        (AuthenticateMessage.Read(message) with { NtResponse = new byte[24], LmResponse = new byte[24] }).ToArray()).Refusal?.Reason);

    [Fact]
    public void A_missing_integrity_code_is_refused_where_one_is_required()
    {
        _pair.Settings = _pair.Settings with { RequireMic = true };
        Assert.Equal(StepState.Complete, _pair.Run().State);

        // A client that is not told the time sends none, and whoever is in between can see to that.
        Assert.Equal(RefusalReason.HandshakeAltered, _pair.Run(challenge: WithoutTime).Refusal?.Reason);
        _pair.Settings = _pair.Settings with { RequireMic = false };
        Assert.Equal(StepState.Complete, _pair.Run(challenge: WithoutTime).State);

        static byte[] WithoutTime(byte[] bytes)
        {
            var message = ChallengeMessage.Read(bytes);
            var info = new TargetInfo();
            foreach (var (id, value) in message.TargetInfo!.Pairs.Where(pair => pair.Id != AvId.Timestamp)) info.Set(id, value);
            return (message with { TargetInfo = info }).ToArray();
        }
    }

    [Theory]
    [InlineData(ChannelBindingMode.None, "none", "ours", null)]
    [InlineData(ChannelBindingMode.None, "other", "ours", null)]
    [InlineData(ChannelBindingMode.Relaxed, "none", "ours", null)]
    [InlineData(ChannelBindingMode.Relaxed, "ours", "ours", null)]
    [InlineData(ChannelBindingMode.Relaxed, "other", "ours", RefusalReason.WrongChannel)]
    [InlineData(ChannelBindingMode.Strict, "ours", "ours", null)]
    [InlineData(ChannelBindingMode.Strict, "none", "ours", RefusalReason.NoChannel)]
    [InlineData(ChannelBindingMode.Strict, "other", "ours", RefusalReason.WrongChannel)]
    [InlineData(ChannelBindingMode.Relaxed, "other", "none", RefusalReason.WrongChannel)] // relayed from TLS to where there is none
    [InlineData(ChannelBindingMode.Strict, "none", "none", null)]
    public void Channel_bindings_are_held_against_the_channel(ChannelBindingMode mode, string client, string server, RefusalReason? refusal)
    {
        _pair.ClientOptions = _pair.ClientOptions with { Channel = Channel(client) };
        _pair.ServerOptions = _pair.ServerOptions with { Channel = Channel(server), ChannelMode = mode };
        Assert.Equal(refusal, _pair.Run().Refusal?.Reason);
    }

    [Theory]
    [InlineData("ours", null)]
    [InlineData("other", RefusalReason.WrongChannel)]
    public void A_channel_that_is_known_later_binds_the_last_message(string client, RefusalReason? refusal)
    {
        var asked = 0;
        _pair.ClientOptions = _pair.ClientOptions with
        {
            ChannelLater = () =>
            {
                asked++;
                return Channel(client)!;
            },
        };
        _pair.ServerOptions = _pair.ServerOptions with { Channel = Channel("ours"), ChannelMode = ChannelBindingMode.Strict };
        Assert.Equal(refusal, _pair.Run().Refusal?.Reason);
        Assert.Equal(1, asked);
    }

    private static ChannelBindings? Channel(string name)
    {
        if (name == "none") return null;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var generator = X509SignatureGenerator.CreateForECDsa(key);
        using var certificate = new CertificateRequest(
            new X500DistinguishedName($"CN={name}"), s_key.Value.PublicKey, HashAlgorithmName.SHA256)
            .Create(new X500DistinguishedName("CN=issuer"), new FixedSignature(generator), DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(90), [1]);
        return ChannelBindings.ForServer(certificate);
    }

    private static readonly Lazy<X509Certificate2> s_key = new(() =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
    });

    // The same name gives the same certificate, so that both sides can make it.
    private sealed class FixedSignature(X509SignatureGenerator algorithm) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            algorithm.GetSignatureAlgorithmIdentifier(hashAlgorithm);

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];

        protected override PublicKey BuildPublicKey() => algorithm.PublicKey;
    }

    private static byte[] Clear(byte[] message, int at, NegotiateFlags flag)
    {
        var flags = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(at), flags & ~(uint)flag);
        return message;
    }
}
