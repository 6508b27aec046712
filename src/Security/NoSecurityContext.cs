using Sekimori.Guard;

namespace Sekimori.Security;

/// <summary>No authentication: complete from the start, an anonymous caller, nothing to protect with.</summary>
internal sealed class NoSecurityContext : SecurityContext
{
    /// <summary>The only one: it has no state.</summary>
    public static NoSecurityContext Instance { get; } = new();

    private NoSecurityContext()
    {
    }

    /// <inheritdoc/>
    public override SecurityScheme Scheme => SecurityScheme.None;

    /// <inheritdoc/>
    public override string Name => "None";

    /// <inheritdoc/>
    public override bool IsComplete => true;

    /// <inheritdoc/>
    public override string? Principal => null;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> SessionKey => default;

    /// <inheritdoc/>
    public override StepResult Step(ReadOnlySpan<byte> token) =>
        StepResult.Refused(new Refusal(Name, null, RefusalReason.OutOfTurn, "a token without authentication"));

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => Caller.Anonymous;

    /// <inheritdoc/>
    public override int TokenSize(Protection protection) => 0;

    /// <inheritdoc/>
    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) =>
        throw new InvalidOperationException("nothing to protect with");

    /// <inheritdoc/>
    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) =>
        new(Name, null, RefusalReason.BadSignature, "a protected message without authentication");
}
