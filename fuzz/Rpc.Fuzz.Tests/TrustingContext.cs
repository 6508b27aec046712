using Sekimori.Guard;
using Sekimori.Security;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>
/// A security context that believes everything, so that changed messages get past the signature and into what lies after it.
/// </summary>
internal sealed class TrustingContext : SecurityContext
{
    private const int Size = 16;

    public override SecurityScheme Scheme => SecurityScheme.Ntlm;

    public override string Name => "Trusting";

    public override bool IsComplete => true;

    public override string? Principal => "fuzz";

    public override ReadOnlyMemory<byte> SessionKey => new byte[16];

    public override StepResult Step(ReadOnlySpan<byte> token) =>
        StepResult.Refused(new Refusal(Name, null, RefusalReason.OutOfTurn, "not asked"));

    public override Caller ToCaller(ProtectionLevel level) => new("fuzz", Role.Reader, Name, level);

    public override int TokenSize(Protection protection) => Size;

    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) => token.Clear();

    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) => null;
}
