using System.Security.Cryptography;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Channels;
using Sekimori.Security.Ciphers;

namespace Sekimori.Security.Ntlm;

/// <summary>The server's side of NTLM ([MS-NLMP] 3.2), against the local accounts.</summary>
internal sealed class NtlmAcceptor : NtlmContext
{
    // 40 bytes and two names of at most 255 characters, which most clients leave out. It is kept for the integrity code ([MS-NLMP]
    // 3.1.5.1.2) of somebody who has proved nothing yet. A longer one is read and not kept: no integrity code can be checked after it, so
    // none is accepted.
    private const int LongestKeptNegotiate = 600;

    // The context, its keys and buffers beside the two messages.
    private const int OwnBytes = 600;

    private readonly SecurityAcceptorSettings _settings;
    private byte[]? _negotiate, _challenge;
    private Account? _account;
    private bool _isIdentifyOnly;
    private string? _principal;

    /// <summary>Makes a context that waits for a NEGOTIATE_MESSAGE.</summary>
    public NtlmAcceptor(SecurityAcceptorSettings settings, ContextOptions options)
        : base(options) => _settings = settings;

    /// <inheritdoc/>
    public override string? Principal => _principal;

    /// <inheritdoc/>
    public override int HeldBytes => OwnBytes + (_negotiate?.Length ?? 0) + (_challenge?.Length ?? 0);

    /// <summary>The client's claims; null until it made them.</summary>
    public AuthenticateMessage? Authenticate { get; private set; }

    /// <inheritdoc/>
    public override LogonClaim? Claim => Authenticate?.Claim;

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) =>
        !IsComplete ? throw new InvalidOperationException("the NTLM handshake is not complete")
        : (_account?.ToCaller(Name, level, Options.Remote)
        ?? Caller.Anonymous with { Scheme = Name, Level = level, Remote = Options.Remote }) with
        { IsIdentifyOnly = _isIdentifyOnly };

    /// <inheritdoc/>
    public override Refusal? Recheck() => _account is null ? null : AccountCheck.Recheck(_settings.Accounts, _account, Name);

    private protected override StepResult Advance(ReadOnlySpan<byte> token) => _challenge is null ? Challenge(token) : Check(token);

    // 3.2.5.1.1
    private StepResult Challenge(ReadOnlySpan<byte> token)
    {
        var offered = NegotiateMessage.Read(token).Flags;
        var missing = Needed(Options.Level) & ~offered;
        if (missing != 0) return Refuse(RefusalReason.TooWeak, $"the client does not offer {missing}");
        // 2.2.2.5
        if ((offered & (NegotiateFlags.Unicode | NegotiateFlags.Oem)) == 0) return Refuse(RefusalReason.Malformed, "no character set");

        // 2.2.2.5, Q. The client may repeat it in its last message.
        _isIdentifyOnly = offered.HasFlag(NegotiateFlags.Identify);
        const NegotiateFlags supported = NegotiateFlags.Sign | NegotiateFlags.Seal | NegotiateFlags.ExtendedSessionSecurity
            | NegotiateFlags.Version
            | NegotiateFlags.Key128 | NegotiateFlags.Key56 | NegotiateFlags.KeyExchange;
        var authority = _settings.Authority;
        Flags = (offered & supported) | NegotiateFlags.RequestTarget | NegotiateFlags.Ntlm | NegotiateFlags.AlwaysSign
            | NegotiateFlags.TargetInfo
            | (offered.HasFlag(NegotiateFlags.Unicode) ? NegotiateFlags.Unicode : NegotiateFlags.Oem)
            | (authority.DomainName == authority.ComputerName ? NegotiateFlags.TargetTypeServer : NegotiateFlags.TargetTypeDomain);

        // With MsvAvTimestamp, clients that know how send an integrity code over all three messages (3.1.5.1.2).
        var info = new TargetInfo().Set(AvId.NbComputerName, authority.ComputerName).Set(AvId.NbDomainName, authority.DomainName)
            .Set(AvId.DnsComputerName, authority.DnsName).Set(AvId.DnsDomainName, DnsDomain(authority.DnsName))
            .Set(_settings.Time.GetUtcNow());
        var challenge = new ChallengeMessage(Flags, RandomNumberGenerator.GetBytes(NtlmV2.ChallengeSize), authority.DomainName, info)
        {
            Version = Flags.HasFlag(NegotiateFlags.Version) ? NtlmVersion.Ours : null,
        };
        _serverChallenge = challenge.ServerChallenge;
        _negotiate = token.Length <= LongestKeptNegotiate ? token.ToArray() : null;
        _challenge = challenge.ToArray();
        return StepResult.Continue(_challenge);
    }

    private byte[] _serverChallenge = [];

    private static string DnsDomain(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[(dot + 1)..] : name;

    // 3.2.5.1.2
    private StepResult Check(ReadOnlySpan<byte> token)
    {
        var message = Authenticate = AuthenticateMessage.Read(token);
        _principal = message.Domain.Length == 0 ? message.User : $@"{message.Domain}\{message.User}";
        _isIdentifyOnly |= message.Flags.HasFlag(NegotiateFlags.Identify);
        Flags &= message.Flags | NegotiateFlags.TargetTypeServer | NegotiateFlags.TargetTypeDomain;
        var missing = Needed(Options.Level) & ~Flags;
        if (missing != 0) return Refuse(RefusalReason.TooWeak, $"the client withdrew {missing}");

        if (message.User.Length == 0 && message.NtResponse.Length == 0 && message.LmResponse is [] or [0])
        {
            if (!_settings.AllowAnonymous) return Refuse(RefusalReason.AnonymousRefused);
            _principal = null;
            return Agree(message, new byte[NtlmV2.KeySize], token, attributes: null);
        }

        try
        {
            return Prove(message, token);
        }
        catch (AccountDirectoryException unavailable)
        {
            return Refuse(RefusalReason.Unavailable, unavailable.Message);
        }
    }

    private StepResult Prove(AuthenticateMessage message, ReadOnlySpan<byte> token)
    {
        var attributes = NtlmV2.Attributes(message.NtResponse);
        if (attributes is null) return Refuse(RefusalReason.TooWeak, message.NtResponse.Length == 24 ? "NTLMv1" : "no NTLMv2 response");

        var (user, domain) = message.Domain.Length == 0 ? LocalAuthority.Split(message.User) : (message.User, message.Domain);
        if (!_settings.Authority.IsLocal(domain))
            return Refuse(RefusalReason.ForeignDomain, $"\"{domain}\" is not this host, and logons are not forwarded");
        // The client's proof is made with the name as it was sent.
        user = _settings.Authority.AccountOf(user);

        var remote = Options.Remote?.Address;
        if (_settings.Throttle.Check(user, remote) is { } wait)
            return Refuse(wait.Reason, $"{Math.Ceiling(wait.Wait.TotalSeconds)} s until the next attempt");

        // A name that does not exist takes the same way, with a hash that nobody has.
        var account = _settings.Accounts.Find(user);
        var secrets = _settings.Accounts.Secrets(account);
        if (secrets is null) return Refuse(RefusalReason.NoSecret);
        var key = ProvedKey(secrets.NtHash, message, out var proof);
        if (key is null || account is null)
        {
            _settings.Throttle.Failed(user, remote);
            return Refuse(account is null ? RefusalReason.UnknownAccount : RefusalReason.WrongPassword);
        }

        if (!account.Enabled) return Refuse(RefusalReason.Disabled);
        if (FindChannelRejection(attributes) is { } reason) return Refuse(reason);
        if (_settings.TargetName.FindDenialReason(attributes, Options.AcceptedServices) is { } other)
            return Refuse(RefusalReason.WrongTarget, other);
        var result = Agree(message, NtlmV2.SessionBaseKey(key, proof), token, attributes);
        if (result.State != StepState.Complete) return result;
        _settings.Throttle.Succeeded(user, remote);
        _account = account;
        return result;
    }

    private byte[]? ProvedKey(ReadOnlySpan<byte> ntHash, AuthenticateMessage message, out byte[] proof)
    {
        proof = message.NtResponse[..NtlmV2.KeySize];
        // "SHOULD support NTLM clients which incorrectly use NIL for the UserDom"
        foreach (var domain in (ReadOnlySpan<string>)[message.Domain, ""])
        {
            var key = NtlmV2.ResponseKey(ntHash, message.User, domain);
            if (CryptographicOperations.FixedTimeEquals(
                NtlmV2.Proof(key, _serverChallenge, message.NtResponse.AsSpan(NtlmV2.KeySize)), proof)) return key;
        }

        return null;
    }

    private RefusalReason? FindChannelRejection(TargetInfo attributes)
    {
        if (Options.ChannelMode == ChannelBindingMode.None) return null;
        var claimed = attributes[AvId.ChannelBindings];
        if (claimed is null || claimed.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            return Options is { ChannelMode: ChannelBindingMode.Strict, Channel: not null } ? RefusalReason.NoChannel : null;
        }

        // A client that names a channel although we have none used TLS with another peer, which relays its handshake.
        return Options.Channel is { } channel && claimed.AsSpan().SequenceEqual(channel.Md5Hash) ? null : RefusalReason.WrongChannel;
    }

    private StepResult Agree(AuthenticateMessage message, byte[] keyExchangeKey, ReadOnlySpan<byte> token, TargetInfo? attributes)
    {
        var sessionKey = keyExchangeKey;
        if (Flags.HasFlag(NegotiateFlags.KeyExchange))
        {
            if (message.EncryptedSessionKey.Length != NtlmV2.KeySize) return Refuse(RefusalReason.Malformed, "no session key"); // 3.2.5.1.2
            sessionKey = [.. message.EncryptedSessionKey];
            Rc4.Once(keyExchangeKey, sessionKey);
        }

        if (attributes?.Flags.HasFlag(AvFlags.MessageIntegrity) == true)
        {
            if (_negotiate is null)
                return Refuse(RefusalReason.HandshakeAltered, "the NEGOTIATE message was too long to check an integrity code over it");
            if (!message.HasRoomForMic || !HasRightMic(sessionKey, token))
                return Refuse(RefusalReason.HandshakeAltered, "the message integrity code is wrong or missing");
        }
        else if (_settings.RequireMic && attributes is not null)
        {
            return Refuse(RefusalReason.HandshakeAltered, "the client sends no message integrity code, and one is required");
        }

        Establish(sessionKey, isClient: false);
        return StepResult.Complete();
    }

    private bool HasRightMic(byte[] sessionKey, ReadOnlySpan<byte> token)
    {
        var authenticate = token.ToArray();
        var field = authenticate.AsSpan(AuthenticateMessage.MicOffset, AuthenticateMessage.MicSize);
        var claimed = field.ToArray();
        field.Clear();
        return CryptographicOperations.FixedTimeEquals(NtlmV2.Mic(sessionKey, _negotiate, _challenge, authenticate), claimed);
    }
}
