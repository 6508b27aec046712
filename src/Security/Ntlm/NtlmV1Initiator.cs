using System.Security.Cryptography;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Ciphers;
using Sekimori.Security.Credentials;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// The client's side of NTLMv1 with extended session security ([MS-NLMP] 3.3.1), for the one question of the audit whether a host still
/// accepts it. A challenge of our own is in the response too, so that a host cannot look the password up in a table.
/// </summary>
internal sealed class NtlmV1Initiator : NtlmContext
{
    private readonly PasswordCredential _user;
    private bool _hasBegun;

    /// <summary>Makes a context whose first step gives the NEGOTIATE_MESSAGE.</summary>
    public NtlmV1Initiator(PasswordCredential user, ContextOptions options)
        : base(options)
    {
        _user = user;
        Flags = NegotiateFlags.Unicode | NegotiateFlags.RequestTarget | NegotiateFlags.Ntlm | NegotiateFlags.AlwaysSign
            | NegotiateFlags.Version | Strong | NegotiateFlags.Sign | Needed(options.Level);
    }

    /// <inheritdoc/>
    public override string? Principal => null;

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => throw new InvalidOperationException("a client has no caller");

    private protected override StepResult Advance(ReadOnlySpan<byte> token)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            return StepResult.Continue(new NegotiateMessage(Flags) { Version = NtlmVersion.Ours }.ToArray());
        }

        var challenge = ChallengeMessage.Read(token);
        Flags &= challenge.Flags;
        var own = RandomNumberGenerator.GetBytes(NtlmV2.ChallengeSize);
        var both = MD5.HashData([.. challenge.ServerChallenge, .. own]).AsSpan(0, NtlmV2.ChallengeSize);
        var hash = AccountSecrets.HashForNtlm(_user.Password);
        var key = new byte[Md4.HashSize];
        Md4.HashData(hash, key);
        var message = new AuthenticateMessage
        {
            User = _user.User, Domain = _user.Domain, Workstation = _user.Workstation, Flags = Flags, Version = NtlmVersion.Ours,
            NtResponse = Des.EncryptLong(hash, both), LmResponse = [.. own, .. new byte[16]],
        }.ToArray();
        CryptographicOperations.ZeroMemory(hash);
        // 3.4.5.1: KXKEY with extended session security.
        byte[] challenges = [.. challenge.ServerChallenge, .. own];
        Establish(HMACMD5.HashData(key, challenges), isClient: true);
        return StepResult.Complete(message);
    }
}
