using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Ntlm;

namespace Sekimori.Server.Tests.Documents;

/// <summary>The receiving half of a recorded NTLM session, whose key is known.</summary>
internal sealed class RecordedContext(byte[] sessionKey, bool fromClient) : SecurityContext
{
    private readonly NtlmDirection _direction =
        new(NtlmV2.SigningKey(sessionKey, fromClient), NtlmV2.SealingKey(sessionKey, fromClient), keyExchange: true);

    public override SecurityScheme Scheme => SecurityScheme.Ntlm;

    public override string Name => "NTLM";

    public override bool IsComplete => true;

    public override string? Principal => null;

    public override ReadOnlyMemory<byte> SessionKey => sessionKey;

    public override StepResult Step(ReadOnlySpan<byte> token) => throw new NotSupportedException();

    public override Caller ToCaller(ProtectionLevel level) => throw new NotSupportedException();

    public override int TokenSize(Protection protection) => NtlmDirection.SignatureSize;

    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) => throw new NotSupportedException();

    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) =>
        _direction.Unprotect(protection, message, token) is { } reason ? new(Name, null, reason) : null;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _direction.Dispose();
        base.Dispose(disposing);
    }
}
