using System.Security.Cryptography;
using Sekimori.Security.Channels;
using Sekimori.Wire;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// The common part of both sides of NTLM ([MS-NLMP]): NTLMv2 only, extended session security and 128-bit keys for whatever is signed.
/// </summary>
internal abstract class NtlmContext : SecurityContext
{
    // A message of Windows has about 600 bytes. Names and attributes that are longer than this are an attempt to make us work.
    private const int LongestMessage = 16_384;

    private byte[] _sessionKey = [];
    private NtlmDirection? _sending, _receiving;
    private bool _over;

    private protected NtlmContext(ContextOptions options) => Options = options;

    /// <inheritdoc/>
    public override SecurityScheme Scheme => SecurityScheme.Ntlm;

    /// <inheritdoc/>
    public override string Name => "NTLM";

    /// <inheritdoc/>
    public override bool IsComplete => _sending is not null;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> SessionKey => _sessionKey;

    /// <summary>What was agreed on.</summary>
    public NegotiateFlags Flags { get; private protected set; }

    private protected ContextOptions Options { get; }

    // What the level that is wanted needs of the handshake.
    private protected static NegotiateFlags Needed(Guard.ProtectionLevel level) => level switch
    {
        >= Guard.ProtectionLevel.Privacy => NegotiateFlags.Sign | NegotiateFlags.Seal | Strong,
        >= Guard.ProtectionLevel.Call => NegotiateFlags.Sign | Strong,
        _ => NegotiateFlags.None,
    };

    private protected const NegotiateFlags Strong = NegotiateFlags.ExtendedSessionSecurity | NegotiateFlags.Key128;

    internal override bool CanSign => IsComplete && (Flags & (NegotiateFlags.Sign | Strong)) == (NegotiateFlags.Sign | Strong);

    /// <inheritdoc/>
    public sealed override StepResult Step(ReadOnlySpan<byte> token)
    {
        if (_over || IsComplete) return Refuse(RefusalReason.OutOfTurn, "the handshake is complete");
        try
        {
            return token.Length > (Options.LongestToken ?? LongestMessage)
                ? Refuse(RefusalReason.TokenTooLong, $"a message of {token.Length} bytes")
                : Advance(token);
        }
        catch (MalformedException malformed)
        {
            return Refuse(RefusalReason.Malformed, malformed.Message);
        }
    }

    private protected abstract StepResult Advance(ReadOnlySpan<byte> token);

    private protected StepResult Refuse(RefusalReason reason, string detail = "", string? account = null)
    {
        _over = true;
        return StepResult.Refused(new Refusal(Name, account ?? Principal, reason, detail));
    }

    // [MS-NLMP] 3.1.5.1.2, 3.2.5.1.2: the same keys on both sides, one set for each direction.
    private protected void Establish(byte[] sessionKey, bool isClient)
    {
        _sessionKey = sessionKey;
        _sending = Direction(isClient);
        _receiving = Direction(!isClient);

        NtlmDirection Direction(bool fromClient) =>
            new(NtlmV2.SigningKey(sessionKey, fromClient), NtlmV2.SealingKey(sessionKey, fromClient),
            Flags.HasFlag(NegotiateFlags.KeyExchange));
    }

    private protected static ReadOnlySpan<byte> Md5(ChannelBindings? channel) =>
        channel is null ? new byte[NtlmV2.KeySize] : channel.Md5Hash;

    /// <inheritdoc/>
    public override int TokenSize(Protection protection) => NtlmDirection.SignatureSize;

    /// <inheritdoc/>
    public override void Protect(Protection protection, in MessageParts message, Span<byte> token)
    {
        if (_sending is null) throw new InvalidOperationException("the NTLM handshake is not complete");
        if (!Allows(protection)) throw new InvalidOperationException($"the NTLM handshake did not negotiate {protection}");
        _sending.Protect(protection, message, token[..NtlmDirection.SignatureSize]);
    }

    /// <inheritdoc/>
    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token)
    {
        if (_receiving is null) throw new InvalidOperationException("the NTLM handshake is not complete");
        if (!Allows(protection))
            return new Refusal(Name, Principal, RefusalReason.BadSignature, $"the handshake did not negotiate {protection}");
        return _receiving.Unprotect(protection, message, token) is { } reason ? new Refusal(Name, Principal, reason) : null;
    }

    // Sealing implies signing: Windows seals if only SEAL was negotiated (3.4.3).
    private bool Allows(Protection protection) => (Flags & Strong) == Strong
        && (Flags & (protection == Protection.Seal ? NegotiateFlags.Seal : NegotiateFlags.Sign | NegotiateFlags.Seal)) != 0;

    internal override void AfterMechListMic(bool exchanged)
    {
        _sending?.Restart(fromZero: !exchanged);
        _receiving?.Restart(fromZero: !exchanged);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_sessionKey);
        _sending?.Dispose();
        _receiving?.Dispose();
    }
}
