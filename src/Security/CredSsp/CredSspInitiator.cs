using System.Security.Cryptography;
using Sekimori.Guard;
using Sekimori.Security.Credentials;
using Sekimori.Security.Spnego;

namespace Sekimori.Security.CredSsp;

/// <summary>
/// The client's side of CredSSP: it hands its password to the server, once that has proved that it knows the account and has the key of its
/// TLS.
/// </summary>
internal sealed class CredSspInitiator : CredSspContext
{
    private readonly PasswordCredential _credential;
    private byte[] _publicKey = [];
    private byte[]? _nonce;
    private bool _begun;

    /// <summary>Makes a context whose first step gives a ClientHello.</summary>
    /// <param name="credential">What is passed on.</param>
    /// <param name="spnego">The handshake within.</param>
    public CredSspInitiator(PasswordCredential credential, SpnegoInitiator spnego)
        : base(spnego)
    {
        _credential = credential;
        Tls = TlsChannel.Client("", certificate => _publicKey = certificate.PublicKey.EncodedKeyValue.RawData);
    }

    /// <inheritdoc/>
    internal override bool MayAskKdc => Spnego.MayAskKdc;

    private protected override TlsChannel Tls { get; }

    /// <inheritdoc/>
    public override Caller ToCaller(ProtectionLevel level) => throw new InvalidOperationException("a client has no caller");

    private protected override Refusal? Advance(byte[] message)
    {
        if (!_begun)
        {
            _begun = true;
            return message.Length > 0 ? No(RefusalReason.OutOfTurn, "the server must send the first message") : Next(Spnego.Step(default));
        }

        var answer = TsRequest.Read(message);
        if (answer.ErrorCode is { } error) return No(RefusalReason.RefusedByPeer, $"NTSTATUS 0x{error:x8}");
        if (answer.Version < TsRequest.LeastVersion) return No(RefusalReason.TooWeak, $"CredSSP version {answer.Version}");
        if (_nonce is not null) return DelegateCredentials(answer);
        return answer.NegoToken is { } token
            ? Next(Spnego.Step(token))
            : No(RefusalReason.OutOfTurn, "the server answered without a token");
    }

    private Refusal? Next(StepResult step)
    {
        if (step.State == StepState.Refused) return step.Refusal;
        var request = new TsRequest { NegoToken = step.Token.IsEmpty ? null : step.Token.ToArray() };
        if (step.State == StepState.Complete)
        {
            _nonce = RandomNumberGenerator.GetBytes(32);
            request = request with { ClientNonce = _nonce, PubKeyAuth = Encrypt(Binding(fromClient: true, _nonce, _publicKey)) };
        }

        Send(request);
        return null;
    }

    private Refusal? DelegateCredentials(TsRequest answer)
    {
        if (answer.PubKeyAuth is not { } pubKeyAuth) return No(RefusalReason.ServerNotProved, "the server does not bind its key");
        if (Decrypt(pubKeyAuth, out var hash) is { } refusal) return refusal;
        if (!CryptographicOperations.FixedTimeEquals(hash.Span, Binding(fromClient: false, _nonce, _publicKey)))
        {
            return No(RefusalReason.ServerNotProved, "TLS is with another server than the logon");
        }

        Send(new TsRequest
        {
            AuthInfo = Encrypt(new TsPasswordCreds(_credential.Domain, _credential.User, _credential.Password).ToArray())
        });
        Done = true;
        return null;
    }
}
