using System.Buffers;
using System.Text;
using Sekimori.Client.WsMan.Messages;
using Sekimori.Security;
using Sekimori.WsMan.Encryption;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan.Http;

/// <summary>An authenticated connection for envelopes in both directions, whatever the scheme. One exchange at a time.</summary>
internal sealed partial class WsManSession : IDisposable
{
    /// <summary>Kerberos within SPNEGO has two legs, NTLM three; more means a misbehaving server.</summary>
    private const int MaxLegs = 8;

    /// <summary>The service may use its whole OperationTimeout; the time on the network is added.</summary>
    private static readonly TimeSpan WayAndBack = TimeSpan.FromSeconds(15);

    private readonly Uri _address;
    private readonly WsManClientOptions _options;
    private readonly HttpChannel _channel;
    private readonly SoapLimits _limits;
    private WsManAuthentication _scheme;
    private SecurityContext? _context;
    private DigestSession? _digest;

    internal WsManSession(Uri address, WsManClientOptions options)
    {
        _address = address;
        _options = options;
        _channel = new HttpChannel(address, options);
        _scheme = options.Authentication;
        _limits = new SoapLimits
        {
            // Room for UTF-16's mark; the elements and lengths of an answer of this size without other content.
            MaxEnvelopeBytes = options.MaxEnvelopeSize + 4096,
            MaxElements = Math.Max(20_000, options.MaxEnvelopeSize / 8),
            MaxValueChars = options.MaxEnvelopeSize,
            MaxDepth = 64,
            MaxTagBytes = 64 * 1024,
        };
    }

    private bool IsTls => _address.Scheme == Uri.UriSchemeHttps;

    private ServerTrust Trust => _channel.Trust;

    /// <summary>The scheme that is spoken; known after the first exchange.</summary>
    internal WsManAuthentication Scheme => _scheme;

    /// <summary>True if the logon is bound to the TLS channel, so that no man in the middle can pass it on.</summary>
    internal bool IsBound => IsTls && IsHandshake && _scheme != WsManAuthentication.CredSsp && _context is not null;

    /// <summary>Sends an envelope and reads the answer.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="timeout">The time limit of the service.</param>
    /// <param name="header">A further HTTP header, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WsManClientException">There is no answer, or none that is a message.</exception>
    internal async Task<Reply> ExchangeAsync(
        byte[] envelope, TimeSpan timeout, (string, string)? header, CancellationToken cancellationToken)
    {
        var limit = timeout + WayAndBack;
        if (_scheme == WsManAuthentication.Automatic) _scheme = await ChooseAsync(cancellationToken).ConfigureAwait(false);
        CheckClear();
        for (var attempt = 0; ; attempt++)
        {
            if (IsHandshake && _context is null) await HandshakeAsync(cancellationToken).ConfigureAwait(false);
            if (_scheme == WsManAuthentication.Digest && _digest is null) await BeginDigestAsync(cancellationToken).ConfigureAwait(false);
            var (body, type) = IsSealed ? Seal(_context!, envelope) : (envelope, _options.Charset.ContentType());
            HttpAnswer answer;
            try
            {
                answer = await _channel.ExchangeAsync(body, type, Authorization, header, limit, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                Forget();
                throw;
            }

            // The authenticated connection has ended, and the request was sent on another; or Digest's nonce has expired.
            if (answer.Status == 401 && attempt == 0 && (IsHandshake || _digest?.TryAgain(answer.Challenges) == true))
            {
                Forget();
                ArrayPool<byte>.Shared.Return(answer.Bytes);
                continue;
            }

            if (answer.Status != 401) _digest?.Check(answer);
            return Open(answer);
        }
    }

    /// <summary>Asks without a body which schemes are offered: what is in WWW-Authenticate.</summary>
    internal async Task<(int Status, IReadOnlyList<string> Challenges, DateTimeOffset? Date)> ProbeAsync(
        CancellationToken cancellationToken)
    {
        var answer = await _channel.ExchangeAsync([], EnvelopeCharset.Utf8.ContentType(), null, null, WayAndBack, cancellationToken)
            .ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(answer.Bytes);
        return (answer.Status, answer.Challenges, answer.Date);
    }

    public void Dispose()
    {
        Forget();
        _channel.Dispose();
    }

    private bool IsHandshake => _scheme is WsManAuthentication.Negotiate or WsManAuthentication.Ntlm or WsManAuthentication.Kerberos
        or WsManAuthentication.CredSsp;

    private bool IsSealed => IsHandshake && !IsTls;

    private string? Authorization => _scheme switch
    {
        WsManAuthentication.Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.UserName}:{_options.Password}")),
        WsManAuthentication.Digest => _digest?.Authorize(),
        // [DSP0226] C.3.5: the profile's URI is in the scheme's place.
        WsManAuthentication.Certificate => "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual",
        _ => null,
    };

    private void Forget()
    {
        _context?.Dispose();
        _context = null;
    }

    private void CheckClear()
    {
        if (_scheme == WsManAuthentication.Certificate && (!IsTls || _options.ClientCertificate is null))
            throw new WsManClientException(
                WsManFailure.Misuse, IsTls
                ? "a certificate logon needs a certificate with its key (--client-certificate)"
                : $"certificates are presented over TLS only; use https://{_address.Host}");
        if (IsTls || IsSealed || _options.AllowUnencrypted || _scheme == WsManAuthentication.None) return;
        var what = _scheme == WsManAuthentication.Basic ? "a password" : "messages";
        throw new WsManClientException(
            WsManFailure.Misuse,
            $"{what} would go to {_address.Authority} in the clear; use https://{_address.Host}, or a scheme that encrypts messages " +
            $"(--auth ntlm)");
    }

    private Reply Open(in HttpAnswer answer)
    {
        // A fault comes with 500, some with 400 ([DSP0226] 13.2): an answer that is not an envelope is reported by its status.
        var isMessage = answer.Status is 200
            || (answer.Status is 400 or 500 && answer.Count > 0
            && !answer.ContentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase));
        if (!isMessage)
        {
            var failure = HttpFailures.Of(answer, _address, _scheme != WsManAuthentication.None);
            ArrayPool<byte>.Shared.Return(answer.Bytes);
            throw failure;
        }

        return IsSealed
            ? OpenSealed(answer)
            : Take(answer.Bytes, MessageChain.StartOfLast(answer.Bytes.AsSpan(0, answer.Count)), answer.Count);
    }

    private Reply OpenSealed(in HttpAnswer answer)
    {
        if (!MessageEncryption.IsEncrypted(answer.ContentType))
            throw Reply.Malformed(_address, "its answer to an encrypted message is not encrypted");
        // The context counts all of them; the last one is the answer.
        for (var start = 0; ;)
        {
            if (MessageEncryption.Decrypt(
                _context!, answer.Bytes.AsMemory(start..answer.Count), out var envelope, out var length) is { } refusal)
                throw Reply.Malformed(_address, $"its encrypted answer is invalid: {refusal.Reason} {refusal.Detail}".TrimEnd());
            // It is decrypted in place, to the front.
            if (start + length >= answer.Count) return Take(answer.Bytes, start, start + envelope.Length);
            start += length;
        }
    }

    private Reply Take(byte[] bytes, int start, int end)
    {
        if (start > 0) bytes.AsSpan(start..end).CopyTo(bytes);
        return new Reply(bytes, end - start, _limits);
    }

    private (byte[] Body, string Type) Seal(SecurityContext context, byte[] envelope)
    {
        using var message = new ReplyBuffer();
        MessageEncryption.Encrypt(context, envelope, _options.Charset.ContentType(), message);
        return (message.Written.ToArray(), MessageEncryption.ContentType(context, envelope.Length));
    }

    internal static bool IsOf(string challenge, string scheme) =>
        challenge.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
        && (challenge.Length == scheme.Length || challenge[scheme.Length] == ' ');
}
