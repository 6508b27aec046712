using System.Buffers;
using System.Globalization;
using System.Text;
using Sekimori.Security;

namespace Sekimori.WsMan.Encryption;

/// <summary>
/// Envelopes encrypted within HTTP by the context of their connection, where no TLS protects them ([MS-WSMV] 2.2.9.1). Client and server
/// write them alike.
/// </summary>
internal static class MessageEncryption
{
    // [MS-WSMV] 2.2.9.1.3.2: CredSSP encrypts 16 KB at a time; the other schemes encrypt a whole message.
    private const int CredSspPart = 16 * 1024;

    // The headers of a part have about 180 bytes, CredSSP's records 30; a Kerberos token 60.
    private const int OverheadOfPart = 512;

    /// <summary>
    /// The most bytes that an encrypted message has whose envelope has <paramref name="envelope"/>: what a reader reads at most.
    /// </summary>
    public static int MaxBytes(int envelope) => envelope + OverheadOfPart * (envelope / CredSspPart + 2);

    /// <summary>True if a message of this Content-Type is encrypted.</summary>
    public static bool IsEncrypted(string? contentType) =>
        contentType is not null && (IsOf(contentType, "multipart/encrypted") || IsOf(contentType, "multipart/x-multi-encrypted"));

    /// <summary>The Content-Type of an encrypted message.</summary>
    /// <param name="context">What encrypts it.</param>
    /// <param name="envelope">Bytes of the envelope.</param>
    public static string ContentType(SecurityContext context, int envelope) => (context.Scheme, InOnePart(context, envelope)) switch
    {
        (SecurityScheme.Kerberos, _) =>
            "multipart/encrypted;protocol=\"application/HTTP-Kerberos-session-encrypted\";boundary=\"Encrypted Boundary\"",
        (SecurityScheme.CredSsp, true) =>
            "multipart/encrypted;protocol=\"application/HTTP-CredSSP-session-encrypted\";boundary=\"Encrypted Boundary\"",
        (SecurityScheme.CredSsp, false) =>
            "multipart/x-multi-encrypted;protocol=\"application/HTTP-CredSSP-session-encrypted\";boundary=\"Encrypted Boundary\"",
        _ => "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";boundary=\"Encrypted Boundary\"",
    };

    /// <summary>Encrypts an envelope.</summary>
    /// <param name="context">What encrypts it.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="envelopeType">Its Content-Type, "application/soap+xml;charset=UTF-8".</param>
    /// <param name="output">Receives the message.</param>
    /// <exception cref="InvalidOperationException">The context's handshake is not complete, or did not agree to encrypt.</exception>
    public static void Encrypt(SecurityContext context, ReadOnlySpan<byte> envelope, string envelopeType, IBufferWriter<byte> output)
    {
        var most = InOnePart(context, envelope.Length) ? envelope.Length : CredSspPart;
        var at = 0;
        do
        {
            var part = envelope.Slice(at, Math.Min(most, envelope.Length - at));
            WriteHead(context, part.Length, envelopeType, output);
            context.Wrap(part, output);
            at += part.Length;
        }
        while (at < envelope.Length);
        output.Write("--Encrypted Boundary--\r\n"u8);
    }

    /// <summary>Decrypts a message in place.</summary>
    /// <param name="context">What decrypts it.</param>
    /// <param name="message">The message; its content is overwritten.</param>
    /// <param name="envelope">The envelope, within <paramref name="message"/>; empty after a refusal.</param>
    /// <returns>Why it is not trustworthy; null if it is. After a refusal the connection should end: the two sides no longer count
    /// alike.</returns>
    public static Refusal? Decrypt(SecurityContext context, Memory<byte> message, out ReadOnlyMemory<byte> envelope) =>
        Decrypt(context, message, out envelope, out _);

    /// <summary>
    /// Decrypts a message in place, and returns the Content-Type of the envelope before encryption. The type is not encrypted: it may only
    /// affect the reading.
    /// </summary>
    /// <param name="context">What decrypts it.</param>
    /// <param name="message">The message.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="type">The Content-Type; empty if the message gives none.</param>
    public static Refusal? DecryptRequest(
        SecurityContext context, Memory<byte> message, out ReadOnlyMemory<byte> envelope, out string type) =>
        Decrypt(context, message, out envelope, out _, out type);

    /// <summary>Decrypts the first of several messages in place; the same otherwise.</summary>
    /// <param name="context">What decrypts it.</param>
    /// <param name="message">The messages.</param>
    /// <param name="envelope">The first one's envelope.</param>
    /// <param name="length">Where the second one starts.</param>
    public static Refusal? Decrypt(SecurityContext context, Memory<byte> message, out ReadOnlyMemory<byte> envelope, out int length) =>
        Decrypt(context, message, out envelope, out length, out _);

    private static Refusal? Decrypt(
        SecurityContext context, Memory<byte> message, out ReadOnlyMemory<byte> envelope, out int length, out string type)
    {
        (envelope, length, type) = (default, 0, "");
        var reader = new EncryptedPartReader(message.Span);
        var count = 0;
        do
        {
            if (!reader.Next(out var part, out var original))
                return Refuse(RefusalReason.Malformed, "the encrypted message does not consist of its parts");
            // The decrypted bytes overwrite it.
            if (type.Length == 0) type = Encoding.ASCII.GetString(message.Span[reader.OriginalType]);
            if (context.Unwrap(message[part], out var plain) is { } refusal) return refusal;
            if (plain.Length != original)
                return Refuse(RefusalReason.Malformed, $"the encrypted message announces {original} bytes and contains {plain.Length}");
            plain.Span.CopyTo(message.Span[count..]);
            count += plain.Length;
            // [MS-WSMV] 2.2.9.1.3.2.2: only CredSSP has pairs of parts.
            if (!reader.IsAtEnd && context.Scheme != SecurityScheme.CredSsp)
                return Refuse(RefusalReason.Malformed, "the encrypted message has more than one encrypted part");
        }
        while (!reader.IsAtEnd);
        (envelope, length) = (message[..count], reader.End);
        return null;

        Refusal Refuse(RefusalReason reason, string detail) => new(context.Name, context.Principal, reason, detail);
    }

    // 2.2.9.1.1.2.1: headers start with a TAB, without which two clients report a wrong signature.
    private static void WriteHead(SecurityContext context, int length, string envelopeType, IBufferWriter<byte> output)
    {
        output.Write("--Encrypted Boundary\r\n\tContent-Type: "u8);
        output.Write(context.Scheme switch
        {
            SecurityScheme.Kerberos => "application/HTTP-Kerberos-session-encrypted"u8,
            SecurityScheme.CredSsp => "application/HTTP-CredSSP-session-encrypted"u8,
            _ => "application/HTTP-SPNEGO-session-encrypted"u8,
        });
        output.Write("\r\n\tOriginalContent: type="u8);
        Encoding.ASCII.GetBytes(envelopeType, output);
        output.Write(";Length="u8);
        length.TryFormat(output.GetSpan(16), out var digits, default, CultureInfo.InvariantCulture);
        output.Advance(digits);
        output.Write("\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"u8);
    }

    private static bool InOnePart(SecurityContext context, int envelope) =>
        context.Scheme != SecurityScheme.CredSsp || envelope <= CredSspPart;

    private static bool IsOf(string contentType, string mediaType) =>
        contentType.StartsWith(mediaType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == mediaType.Length || contentType[mediaType.Length] is ';' or ' ');
}
