using System.Buffers;
using System.Formats.Asn1;
using Sekimori.Guard;
using Sekimori.Wire;

namespace Sekimori.Security.Spnego;

/// <summary>
/// What both sides of SPNEGO have in common (RFC 4178, [MS-SPNG]): once a mechanism is agreed on, everything is its business.
/// </summary>
internal abstract class SpnegoContext : SecurityContext
{
    // A Kerberos ticket with a large PAC has 64 KB; RPC's largest fragment and WS-Management's header limit of 128 KB are about this too.
    private const int LongestToken = 131_072;

    private bool _over;

    /// <inheritdoc/>
    public override SecurityScheme Scheme => SecurityScheme.Spnego;

    /// <inheritdoc/>
    public override string Name => Mechanism?.Name ?? "SPNEGO";

    /// <inheritdoc/>
    public override bool IsComplete => Done && Mechanism is { IsComplete: true };

    /// <inheritdoc/>
    public override string? Principal => Mechanism?.Principal;

    /// <inheritdoc/>
    public override int HeldBytes => 300 + MechTypeList.Length + (Mechanism?.HeldBytes ?? 0);

    /// <inheritdoc/>
    public override LogonClaim? Claim => Mechanism?.Claim;

    /// <inheritdoc/>
    public override DateTimeOffset? Expires => Mechanism?.Expires;

    /// <inheritdoc/>
    internal override Kerberos.DelegatedCredential? Delegated => IsComplete ? Mechanism!.Delegated : null;

    /// <inheritdoc/>
    internal override string? FindDelegationProblem => Mechanism is { } agreed ? agreed.FindDelegationProblem : base.FindDelegationProblem;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> SessionKey => IsComplete ? Mechanism!.SessionKey : default;

    /// <summary>The context of the mechanism that is agreed on; null until one is.</summary>
    public SecurityContext? Mechanism { get; private protected set; }

    private protected bool Done { get; set; }

    /// <summary>MechTypeList as the initiator sent it.</summary>
    private protected ReadOnlyMemory<byte> MechTypeList { get; set; }

    /// <summary>
    /// Whether the exchange of signatures over the list is required (RFC 4178 5): if the mechanism is not the initiator's preferred one.
    /// </summary>
    private protected bool MicDue { get; set; }

    /// <inheritdoc/>
    public sealed override StepResult Step(ReadOnlySpan<byte> token)
    {
        if (_over || IsComplete) return Refuse(RefusalReason.OutOfTurn, "the handshake is complete");
        try
        {
            return token.Length > LongestToken
                ? Refuse(RefusalReason.Malformed, $"a token of {token.Length} bytes")
                : Advance(token.ToArray());
        }
        catch (MalformedException trailed) when (trailed.Fact == Malformed.Trailing)
        {
            return Refuse(RefusalReason.TokenTrailed, trailed.Message);
        }
        catch (Exception malformed) when (malformed is MalformedException or AsnContentException)
        {
            return Refuse(RefusalReason.Malformed, malformed.Message);
        }
    }

    private protected abstract StepResult Advance(ReadOnlyMemory<byte> token);

    private protected StepResult Refuse(RefusalReason reason, string detail, ReadOnlyMemory<byte> token = default) =>
        Refuse(new Refusal(Name, Principal, reason, detail), token);

    private protected StepResult Refuse(Refusal refusal, ReadOnlyMemory<byte> token)
    {
        _over = true;
        return StepResult.Refused(refusal, token);
    }

    // "absent ? null : value" would make an empty value of null: an array converts.
    private protected static ReadOnlyMemory<byte>? Unless(bool absent, ReadOnlyMemory<byte> value) =>
        absent ? new ReadOnlyMemory<byte>?() : value;

    private protected byte[] MakeMic()
    {
        var mic = new byte[Mechanism!.TokenSize(Protection.Sign)];
        Mechanism.Protect(Protection.Sign, new MessageParts(MechTypeList.ToArray()), mic);
        return mic;
    }

    private protected bool IsRightMic(ReadOnlyMemory<byte> mic) =>
        Mechanism!.CanSign && Mechanism.Unprotect(Protection.Sign, new MessageParts(MechTypeList.ToArray()), mic.Span) is null;

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => Agreed.ToCaller(level);

    /// <inheritdoc/>
    public override Refusal? Recheck() => Mechanism?.Recheck();

    /// <inheritdoc/>
    public override int TokenSize(Protection protection) => Agreed.TokenSize(protection);

    /// <inheritdoc/>
    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) =>
        Agreed.Protect(protection, message, token);

    /// <inheritdoc/>
    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) =>
        Agreed.Unprotect(protection, message, token);

    /// <inheritdoc/>
    public override void Wrap(ReadOnlySpan<byte> message, IBufferWriter<byte> output) => Agreed.Wrap(message, output);

    /// <inheritdoc/>
    public override Refusal? Unwrap(Memory<byte> wrapped, out ReadOnlyMemory<byte> message) => Agreed.Unwrap(wrapped, out message);

    /// <inheritdoc/>
    internal override Refusal? Open(Memory<byte> wrapped, int tokenSize, out ReadOnlyMemory<byte> message) =>
        Agreed.Open(wrapped, tokenSize, out message);

    private SecurityContext Agreed => IsComplete ? Mechanism! : throw new InvalidOperationException("the SPNEGO handshake is not complete");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Mechanism?.Dispose();
}
