using System.Buffers;
using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Authentication;
using System.Security.Cryptography;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Channels;
using Sekimori.Security.Spnego;
using Sekimori.Wire;

namespace Sekimori.Security.CredSsp;

/// <summary>
/// What both sides of CredSSP have in common ([MS-CSSP]): TLS, within it SPNEGO, bound to each other by a hash over the server's key.
/// Messages are protected by the TLS.
/// </summary>
internal abstract class CredSspContext : SecurityContext
{
    // A TSRequest with a Kerberos ticket of a large PAC.
    private const int LongestRequest = 131_072;

    // [MS-WSMV] 2.2.9.1.3: parts of 16 KB at most; a peer may cut less finely, but an envelope has its own limit.
    private const int LongestMessage = 1 << 20;

    // The tag of AES-GCM and ChaCha20-Poly1305 (RFC 5288, RFC 7905): what [MS-WSMV] calls the trailer.
    private const int Trailer = 16;

    // Its own TLS: OpenSSL's state and buffers, SslStream's, and ours of 16 KB.
    private const int TlsBytes = 96 * 1024;

    private bool _over;

    private protected CredSspContext(SpnegoContext inner) => Spnego = inner;

    /// <inheritdoc/>
    public override SecurityScheme Scheme => SecurityScheme.CredSsp;

    /// <inheritdoc/>
    public override string Name => "CredSSP";

    /// <inheritdoc/>
    public override bool IsComplete => Done;

    /// <inheritdoc/>
    public override string? Principal => Spnego.Principal;

    /// <inheritdoc/>
    public override int HeldBytes => TlsBytes + Spnego.HeldBytes;

    /// <inheritdoc/>
    public override LogonClaim? Claim => Spnego.Claim;

    /// <inheritdoc/>
    public override DateTimeOffset? Expires => Spnego.Expires;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> SessionKey => Done ? Spnego.SessionKey : default;

    private protected SpnegoContext Spnego { get; }

    private protected bool Done { get; set; }

    private protected abstract TlsChannel Tls { get; }

    /// <summary>Options of the handshake within: it needs sealing, and the outer channel is not its own.</summary>
    internal static ContextOptions Inner(ContextOptions options) =>
        options with
        {
            Level = ProtectionLevel.Privacy,
            DceStyle = false,
            Channel = null,
            ChannelLater = null,
            ChannelMode = ChannelBindingMode.None,
        };

    /// <inheritdoc/>
    public sealed override StepResult Step(ReadOnlySpan<byte> token)
    {
        if (_over || Done) return Refuse(new Refusal(Name, Principal, RefusalReason.OutOfTurn, "the handshake is complete"));
        try
        {
            var plain = Tls.Receive(token, LongestRequest);
            if (Tls.IsReady && Advance(plain) is { } refusal) return Refuse(refusal);
            var records = Tls.TakeRecords();
            return Done ? StepResult.Complete(records) : StepResult.Continue(records);
        }
        catch (Exception malformed) when (malformed is MalformedException or AsnContentException)
        {
            return Refuse(new Refusal(Name, Principal, RefusalReason.Malformed, malformed.Message));
        }
        catch (AccountDirectoryException unavailable)
        {
            return Refuse(new Refusal(Name, Principal, RefusalReason.Unavailable, unavailable.Message));
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or CryptographicException)
        {
            return Refuse(new Refusal(Name, Principal, RefusalReason.Failed, $"TLS: {failure.InnerException?.Message ?? failure.Message}"));
        }
    }

    /// <summary>Handles a message of the peer, or nothing if TLS has just become ready.</summary>
    /// <returns>Why it is rejected; null if it continues.</returns>
    private protected abstract Refusal? Advance(byte[] message);

    private protected Refusal No(RefusalReason reason, string detail = "") => new(Name, Principal, reason, detail);

    private protected void Send(TsRequest request) => Tls.Send(request.ToArray());

    private StepResult Refuse(Refusal refusal)
    {
        _over = true;
        return StepResult.Refused(refusal, Tls.TakeRecords());
    }

    // [MS-CSSP] 3.1.5, versions 5 and 6: "The hash MUST include the null terminator (\0) of the string."
    private protected static byte[] Binding(bool fromClient, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> publicKey) => SHA256.HashData(
        [.. fromClient ? "CredSSP Client-To-Server Binding Hash\0"u8 : "CredSSP Server-To-Client Binding Hash\0"u8, .. nonce,
        .. publicKey]);

    // 2.2.1: "carries the message signature and then the encrypted data"
    private protected byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var size = Spnego.TokenSize(Protection.Seal);
        var cipher = new byte[size + plain.Length];
        plain.CopyTo(cipher.AsSpan(size));
        Spnego.Protect(Protection.Seal, new MessageParts(cipher.AsSpan(size)), cipher.AsSpan(0, size));
        return cipher;
    }

    private protected Refusal? Decrypt(byte[] cipher, out ReadOnlyMemory<byte> plain)
    {
        var size = Spnego.TokenSize(Protection.Seal);
        plain = default;
        if (cipher.Length < size) return No(RefusalReason.Malformed, "an encrypted field shorter than its signature");
        return Spnego.Open(cipher, size, out plain);
    }

    /// <inheritdoc/>
    public override Refusal? Recheck() => Spnego.Recheck();

    /// <inheritdoc/>
    public override int TokenSize(Protection protection) => throw Whole();

    /// <inheritdoc/>
    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) => throw Whole();

    /// <inheritdoc/>
    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) => throw Whole();

    private static InvalidOperationException Whole() => new("CredSSP protects whole messages: Wrap and Unwrap");

    /// <summary>
    /// Writes a message as [MS-WSMV] 2.2.9.1.3.1 has it: the trailer's length in 4 bytes, then TLS records. Messages over 16 KB are cut by
    /// the caller (2.2.9.1.3.2).
    /// </summary>
    public override void Wrap(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        if (!Done) throw new InvalidOperationException("the CredSSP handshake is not complete");
        Tls.Send(message);
        var records = Tls.TakeRecords();
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(sizeof(uint)), Trailer);
        output.Advance(sizeof(uint));
        output.Write(records);
    }

    /// <inheritdoc/>
    public override Refusal? Unwrap(Memory<byte> wrapped, out ReadOnlyMemory<byte> message)
    {
        if (!Done) throw new InvalidOperationException("the CredSSP handshake is not complete");
        message = default;
        if (wrapped.Length < sizeof(uint)) return No(RefusalReason.Malformed, "an encrypted part without its length");
        try
        {
            // The length of the trailer is of no use to whoever reads TLS.
            var plain = Tls.Receive(wrapped.Span[sizeof(uint)..], LongestMessage);
            plain.CopyTo(wrapped);
            message = wrapped[..plain.Length];
            return null;
        }
        catch (Exception failure) when (failure is IOException or CryptographicException or AuthenticationException)
        {
            return No(RefusalReason.BadSignature, failure.InnerException?.Message ?? failure.Message);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        Tls.Dispose();
        Spnego.Dispose();
    }
}
