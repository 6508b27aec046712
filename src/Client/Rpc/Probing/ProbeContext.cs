using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;
using Sekimori.Security.Spnego;

namespace Sekimori.Client.Rpc.Probing;

/// <summary>A handshake that is started to see the server's first answer, and then abandoned.</summary>
internal sealed class ProbeContext : SecurityContext
{
    // The frame of an AP-REQ ([RFC4120] 5.5.1: application tag 14) without a ticket: enough for a server to check it, without asking a KDC.
    private static readonly byte[] EmptyTicket = [0x6e, 0x02, 0x30, 0x00];

    private readonly NtlmInitiator? _ntlm;
    private readonly SecurityContext? _inner;
    private bool _isBegun;

    private ProbeContext(SecurityScheme scheme, NtlmInitiator? ntlm, SecurityContext? inner) =>
        (Scheme, _ntlm, _inner) = (scheme, ntlm, inner);

    /// <inheritdoc/>
    public override SecurityScheme Scheme { get; }

    /// <summary>True once the server has answered the first token.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The content of NTLM's challenge; null if there was none.</summary>
    public ChallengeMessage? Challenge => _ntlm?.Challenge;

    /// <inheritdoc/>
    public override string Name => Scheme.ToString();

    /// <inheritdoc/>
    public override bool IsComplete => false;

    /// <inheritdoc/>
    public override string? Principal => null;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> SessionKey => default;

    public static ProbeContext For(SecurityScheme scheme)
    {
        if (scheme == SecurityScheme.Kerberos) return new(scheme, null, null);
        var ntlm = new NtlmInitiator(Credential.Anonymous, new ContextOptions { Level = ProtectionLevel.Connect, DceStyle = true });
        return new(scheme, ntlm, scheme == SecurityScheme.Ntlm ? ntlm : new SpnegoInitiator([SecurityScheme.Ntlm], _ => ntlm));
    }

    /// <inheritdoc/>
    public override StepResult Step(ReadOnlySpan<byte> token)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            return _inner?.Step(default) ?? StepResult.Continue(EmptyTicket);
        }

        IsAnswered = true;
        _inner?.Step(token);
        return StepResult.Refused(new Refusal(Name, null, RefusalReason.OutOfTurn, "seen enough"));
    }

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => Caller.Anonymous;

    /// <inheritdoc/>
    public override int TokenSize(Protection protection) => 0;

    /// <inheritdoc/>
    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) =>
        throw new InvalidOperationException("a probe protects nothing");

    /// <inheritdoc/>
    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) =>
        new(Name, null, RefusalReason.OutOfTurn, "a probe protects nothing");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner?.Dispose();
        base.Dispose(disposing);
    }
}
