using System.Buffers;
using System.Globalization;
using System.Text;
using Sekimori.Security;

namespace Sekimori.Client.WsMan.Http;

/// <summary>Messages encrypted within HTTP, where no TLS protects them ([MS-WSMV] 2.2.9.1).</summary>
internal static class MessageEncryption
{
    private const string Boundary = "Encrypted Boundary";
    private static readonly byte[] Delimiter = "--Encrypted Boundary"u8.ToArray();
    private static readonly byte[] OctetStream = "Content-Type: application/octet-stream\r\n"u8.ToArray();

    /// <summary>The content type of a whole message.</summary>
    internal static string ContentType(SecurityContext context) => $"multipart/encrypted;protocol=\"{Protocol(context)}\";boundary=\"{Boundary}\"";

    /// <summary>True where an answer is encrypted.</summary>
    internal static bool IsEncrypted(string contentType) => contentType.StartsWith("multipart/encrypted", StringComparison.OrdinalIgnoreCase);

    /// <summary>Encrypts an envelope. Part headers begin with a TAB, which some receivers insist on.</summary>
    internal static byte[] Encrypt(SecurityContext context, byte[] envelope, string envelopeType)
    {
        var body = new ArrayBufferWriter<byte>(envelope.Length + 512);
        var original = string.Create(CultureInfo.InvariantCulture, $"type={envelopeType};Length={envelope.Length}");
        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}\r\n\tContent-Type: {Protocol(context)}\r\n\tOriginalContent: {original}\r\n--{Boundary}\r\n\tContent-Type: application/octet-stream\r\n"));
        context.Wrap(envelope, body);
        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        return body.WrittenSpan.ToArray();
    }

    /// <summary>Finds the encrypted part of an answer, and decrypts it in place.</summary>
    /// <returns>Where the envelope is; null with a reason where there is none, or it is not to be believed.</returns>
    internal static (int Offset, int Count)? Decrypt(SecurityContext context, byte[] bytes, int count, out string why)
    {
        why = "its encrypted answer has no encrypted part";
        var all = bytes.AsSpan(0, count);
        var header = all.IndexOf(OctetStream);
        if (header < 0) return null;
        var start = header + OctetStream.Length;
        var end = all[start..].LastIndexOf(Delimiter);
        // The ciphertext is followed by the last delimiter at once.
        if (end < 0) return null;
        if (context.Unwrap(bytes.AsMemory(start, end), out var message) is { } refusal)
        {
            why = $"its encrypted answer is not to be believed: {refusal.Detail}";
            return null;
        }

        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(message, out var segment) ? (segment.Offset, segment.Count) : null;
    }

    private static string Protocol(SecurityContext context) =>
        context.Scheme == SecurityScheme.Kerberos ? "application/HTTP-Kerberos-session-encrypted" : "application/HTTP-SPNEGO-session-encrypted";
}
