using System.Security.Cryptography;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Ciphers;
using Sekimori.Security.Credentials;

namespace Sekimori.Security.Ntlm;

/// <summary>The client's side of NTLM ([MS-NLMP] 3.1).</summary>
internal sealed class NtlmInitiator : NtlmContext
{
    private readonly PasswordCredential? _user;
    private readonly TimeProvider _time;
    private byte[]? _negotiate;

    /// <summary>Makes a context whose first step gives the NEGOTIATE_MESSAGE.</summary>
    /// <param name="credential">A user with a password, or nobody.</param>
    /// <param name="options">What the handshake is for.</param>
    /// <param name="time">The clock, for servers that do not send theirs.</param>
    public NtlmInitiator(Credential credential, ContextOptions options, TimeProvider? time = null)
        : base(options)
    {
        _user = credential as PasswordCredential;
        _time = time ?? TimeProvider.System;
        Flags = NegotiateFlags.Unicode | NegotiateFlags.RequestTarget | NegotiateFlags.Ntlm | NegotiateFlags.AlwaysSign
            | NegotiateFlags.TargetInfo
            | NegotiateFlags.Version | NegotiateFlags.KeyExchange | NegotiateFlags.Key56 | Strong | NegotiateFlags.Sign
            | Needed(options.Level) | (options.IsIdentifyOnly ? NegotiateFlags.Identify : 0);
    }

    /// <summary>What the server reported about itself; null until it did.</summary>
    public ChallengeMessage? Challenge { get; private set; }

    /// <inheritdoc/>
    public override string? Principal => Challenge?.TargetName;

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => throw new InvalidOperationException("a client has no caller");

    private protected override StepResult Advance(ReadOnlySpan<byte> token)
    {
        if (_negotiate is null)
        {
            if (token.Length > 0) return Refuse(RefusalReason.OutOfTurn, "a token before the first message");
            _negotiate = new NegotiateMessage(Flags) { Version = NtlmVersion.Ours }.ToArray();
            return StepResult.Continue(_negotiate);
        }

        Challenge = ChallengeMessage.Read(token);
        Flags &= Challenge.Flags;
        // 3.1.5.1.2: the client "MUST determine if the features selected by the server are strong enough".
        var missing = (Needed(Options.Level) | NegotiateFlags.Unicode) & ~Flags;
        if (missing != 0) return Refuse(RefusalReason.TooWeak, $"the server does not support {missing}");

        return _user is null ? Anonymous(token) : Respond(_user, token);
    }

    private StepResult Respond(PasswordCredential user, ReadOnlySpan<byte> challenge)
    {
        var info = Challenge!.TargetInfo;
        if (Options.Level > ProtectionLevel.Connect && (info?[AvId.NbComputerName] is null || info[AvId.NbDomainName] is null))
        {
            return Refuse(RefusalReason.TooWeak, "the server sends no name"); // 3.1.5.1.2
        }

        // The server's own clock if it sends it: then it also needs the integrity code, and no LMv2 response.
        var time = info?.Timestamp;
        if (info is not null)
        {
            if (time is not null) info.Set(AvFlags.MessageIntegrity);
            info.Set(AvId.ChannelBindings, Md5(Options.Channel ?? Options.ChannelLater?.Invoke()).ToArray());
            info.Set(AvId.TargetName, Options.Target ?? "");
        }

        var nonce = RandomNumberGenerator.GetBytes(NtlmV2.ChallengeSize);
        var ntHash = AccountSecrets.HashForNtlm(user.Password);
        var key = NtlmV2.ResponseKey(ntHash, user.User, user.Domain);
        CryptographicOperations.ZeroMemory(ntHash);
        var fileTime = (time ?? _time.GetUtcNow()).UtcDateTime.ToFileTimeUtc();
        var clientChallenge = NtlmV2.ClientChallenge(fileTime, nonce, info?.ToArray() ?? new byte[4]);
        var proof = NtlmV2.Proof(key, Challenge.ServerChallenge, clientChallenge);
        var message = new AuthenticateMessage
        {
            User = user.User, Domain = user.Domain, Workstation = user.Workstation, NtResponse = [.. proof, .. clientChallenge],
            LmResponse = time is null ? NtlmV2.LmResponse(key, Challenge.ServerChallenge, nonce) : new byte[24],
        };
        return Finish(message, NtlmV2.SessionBaseKey(key, proof), challenge, withMic: time is not null);
    }

    // 3.3.2's special case: no name, no NT response, one zero byte for LM; the session key is zeros (3.2.5.1.2).
    private StepResult Anonymous(ReadOnlySpan<byte> challenge)
    {
        Flags |= NegotiateFlags.Anonymous;
        return Finish(new AuthenticateMessage { LmResponse = new byte[1] }, new byte[NtlmV2.KeySize], challenge, withMic: false);
    }

    private StepResult Finish(AuthenticateMessage message, byte[] keyExchangeKey, ReadOnlySpan<byte> challenge, bool withMic)
    {
        var sessionKey = keyExchangeKey;
        byte[] encrypted = [];
        if (Flags.HasFlag(NegotiateFlags.KeyExchange))
        {
            sessionKey = RandomNumberGenerator.GetBytes(NtlmV2.KeySize);
            encrypted = [.. sessionKey];
            Rc4.Once(keyExchangeKey, encrypted);
        }

        var authenticate = (message with { EncryptedSessionKey = encrypted, Flags = Flags, Version = NtlmVersion.Ours }).ToArray();
        if (withMic) NtlmV2.Mic(sessionKey, _negotiate, challenge, authenticate).CopyTo(authenticate, AuthenticateMessage.MicOffset);
        Establish(sessionKey, isClient: true);
        return StepResult.Complete(authenticate);
    }
}
