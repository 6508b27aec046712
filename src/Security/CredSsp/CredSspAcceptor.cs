using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Spnego;

namespace Sekimori.Security.CredSsp;

/// <summary>
/// The server's side of CredSSP. The delegated password is checked, and not kept: nothing here logs on elsewhere with it.
/// </summary>
internal sealed class CredSspAcceptor : CredSspContext
{
    // [MS-ERREF] 2.3.1
    private const uint StatusLogonFailure = 0xc000006d, StatusNotSupported = 0xc00000bb;

    private readonly SecurityAcceptorSettings _settings;
    private readonly ContextOptions _options;
    private readonly byte[] _publicKey;
    private bool _bound;

    /// <summary>Makes a context that waits for a ClientHello.</summary>
    /// <param name="settings">The server's settings.</param>
    /// <param name="certificate">The certificate of the TLS within, with its key.</param>
    /// <param name="spnego">The handshake within.</param>
    /// <param name="options">What the handshake is for.</param>
    public CredSspAcceptor(SecurityAcceptorSettings settings, X509Certificate2 certificate, SpnegoAcceptor spnego, ContextOptions options)
        : base(spnego)
    {
        _settings = settings;
        _options = options;
        _publicKey = certificate.PublicKey.EncodedKeyValue.RawData;
        Tls = TlsChannel.Server(certificate);
    }

    private protected override TlsChannel Tls { get; }

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) =>
        Done ? Spnego.ToCaller(level) with { Scheme = Name } : throw new InvalidOperationException("the CredSSP handshake is not complete");

    private protected override Refusal? Advance(byte[] message)
    {
        if (message.Length == 0) return null; // only the TLS handshake has ended
        var request = TsRequest.Read(message);
        if (request.Version < TsRequest.LeastVersion)
        {
            Send(new TsRequest { ErrorCode = StatusNotSupported });
            return No(RefusalReason.TooWeak, $"CredSSP version {request.Version}");
        }

        if (_bound) return request.AuthInfo is { } credentials ? Take(credentials) : No(RefusalReason.OutOfTurn, "no credentials");
        if (request.AuthInfo is not null) return No(RefusalReason.OutOfTurn, "credentials before the server's key was bound");
        return Negotiate(request) is { } refusal ? Fail(refusal) : null;
    }

    private Refusal? Negotiate(TsRequest request)
    {
        byte[]? answer = null;
        if (request.NegoToken is { } token)
        {
            var step = Spnego.Step(token);
            if (step.State == StepState.Refused) return step.Refusal;
            answer = step.Token.IsEmpty ? null : step.Token.ToArray();
        }

        byte[]? bound = null;
        if (request.PubKeyAuth is { } pubKeyAuth)
        {
            if (!Spnego.IsComplete) return No(RefusalReason.OutOfTurn, "the server's key before the logon");
            if (request.ClientNonce is not { Length: 32 } nonce) return No(RefusalReason.Malformed, "clientNonce");
            if (Decrypt(pubKeyAuth, out var hash) is { } refusal) return refusal;
            if (!CryptographicOperations.FixedTimeEquals(hash.Span, Binding(fromClient: true, nonce, _publicKey)))
            {
                return No(RefusalReason.WrongChannel, "the client used TLS with another server");
            }

            bound = Encrypt(Binding(fromClient: false, nonce, _publicKey));
            _bound = true;
        }

        if (answer is null && bound is null) return No(RefusalReason.OutOfTurn, "an empty request");
        Send(new TsRequest { Version = Math.Min(request.Version, TsRequest.CurrentVersion), NegoToken = answer, PubKeyAuth = bound });
        return null;
    }

    private Refusal Fail(Refusal refusal)
    {
        Send(new TsRequest { ErrorCode = StatusLogonFailure }); // 3.1.5: why, in one number that tells nothing of the account
        return refusal;
    }

    private Refusal? Take(byte[] authInfo)
    {
        if (Decrypt(authInfo, out var plain) is { } refusal) return refusal;
        if (TsPasswordCreds.Read(plain) is not { } credentials)
            return No(RefusalReason.NoCommonMechanism, "credentials other than a password");
        var caller = Spnego.ToCaller(ProtectionLevel.Privacy);
        if (caller.IsAnonymous) return No(RefusalReason.AnonymousRefused);
        // A local account's password can be compared with what is stored; a principal's is the KDC's business, which has proved the logon.
        if (Spnego.Name == "NTLM")
        {
            var account = _settings.Accounts.Find(caller.Account);
            var secrets = account is null ? null : _settings.Accounts.Secrets(account);
            var (user, _) = LocalAuthority.Split(credentials.User);
            if (secrets is null || !user.Equals(caller.Account, StringComparison.OrdinalIgnoreCase)
                || !CryptographicOperations.FixedTimeEquals(secrets.NtHash, AccountSecrets.HashForNtlm(credentials.Password)))
            {
                _settings.Throttle.Failed(caller.Account, _options.Remote?.Address);
                return No(RefusalReason.WrongPassword, "the delegated credentials are not those of the logon");
            }
        }

        Done = true;
        return null;
    }
}
