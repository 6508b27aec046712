using System.Security.Cryptography;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Ciphers;
using Sekimori.Security.Credentials;
using Sekimori.Security.Ntlm;
using Sekimori.Wire;

namespace Sekimori.Survey.Logon;

/// <summary>
/// An NTLMv1 logon with extended session security ([MS-NLMP] 3.3.1), which protects nothing after it. The response is made of a random
/// challenge of our own too, so that a host cannot look the password up in a table.
/// </summary>
internal sealed class OldNtlmContext(PasswordCredential user) : SecurityContext
{
    private const NegotiateFlags Flags = NegotiateFlags.Unicode | NegotiateFlags.RequestTarget | NegotiateFlags.Ntlm
        | NegotiateFlags.AlwaysSign | NegotiateFlags.ExtendedSessionSecurity | NegotiateFlags.Key128 | NegotiateFlags.Version;

    private bool _hasBegun;
    private bool _isComplete;

    /// <inheritdoc/>
    public override SecurityScheme Scheme => SecurityScheme.Ntlm;

    /// <inheritdoc/>
    public override string Name => "NTLMv1";

    /// <inheritdoc/>
    public override bool IsComplete => _isComplete;

    /// <inheritdoc/>
    public override string? Principal => null;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> SessionKey => default;

    /// <inheritdoc/>
    public override StepResult Step(ReadOnlySpan<byte> token)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            return StepResult.Continue(new NegotiateMessage(Flags) { Version = NtlmVersion.Ours }.ToArray());
        }

        if (_isComplete) return Refused(RefusalReason.OutOfTurn, "the handshake is complete");
        try
        {
            var answer = Respond(ChallengeMessage.Read(token));
            _isComplete = true;
            return StepResult.Complete(answer);
        }
        catch (MalformedException wrong)
        {
            return Refused(RefusalReason.Malformed, wrong.Message);
        }
    }

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => throw new InvalidOperationException("a client has no caller");

    /// <inheritdoc/>
    public override int TokenSize(Protection protection) => 0;

    /// <inheritdoc/>
    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) =>
        throw new InvalidOperationException("NTLMv1 is asked for at level connect alone");

    /// <inheritdoc/>
    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) =>
        new(Name, null, RefusalReason.BadSignature, "NTLMv1 is asked for at level connect alone");

    private byte[] Respond(ChallengeMessage challenge)
    {
        var own = RandomNumberGenerator.GetBytes(NtlmV2.ChallengeSize);
        var both = MD5.HashData([.. challenge.ServerChallenge, .. own]).AsSpan(0, NtlmV2.ChallengeSize);
        var hash = AccountSecrets.HashForNtlm(user.Password);
        try
        {
            return new AuthenticateMessage
            {
                User = user.User, Domain = user.Domain, Flags = Flags & challenge.Flags, Version = NtlmVersion.Ours,
                NtResponse = Des.EncryptLong(hash, both), LmResponse = [.. own, .. new byte[16]], Workstation = "sekimori-audit",
            }.ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(hash);
        }
    }

    private StepResult Refused(RefusalReason reason, string detail) => StepResult.Refused(new Refusal(Name, null, reason, detail));
}
