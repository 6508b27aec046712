using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Sekimori.Security;
using Sekimori.WsMan.Encryption;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Server.WsMan;

/// <summary>
/// The way back of one request whose answer may have several messages: each is a chunk of its own ([MS-WSMV] 3.2.4.2.1), and where the
/// connection encrypts, an encrypted message of its own. Chunks are written here, since Kestrel cuts them where its pages end.
/// </summary>
internal sealed class WsManReplyChannel(HttpContext context, WsManConnection connection, SecurityContext? protects) : IReplyChannel
{
    // A length in hexadecimal digits, ends of lines, the last chunk.
    private const int Frame = 32;

    private readonly bool _isChunked = !HttpProtocol.IsHttp10(context.Request.Protocol);

    public object Connection => connection;

    /// <summary>True once the head of the response has been sent.</summary>
    public bool HasBegun { get; private set; }

    public async ValueTask SendAheadAsync(ReadOnlyMemory<byte> message, EnvelopeCharset charset) =>
        await SendAsync(message, charset, StatusCodes.Status200OK, isLast: false).ConfigureAwait(false);

    /// <summary>Sends the last message.</summary>
    public ValueTask SendAsync(WsManReply reply) => SendAsync(reply.Body, reply.Charset, reply.HttpStatus, isLast: true);

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, EnvelopeCharset charset, int status, bool isLast)
    {
        if (!HasBegun) Begin(charset, message.Length, status, isLast);
        if (protects is null)
        {
            await WriteAsync(message, isLast).ConfigureAwait(false);
            return;
        }
        using var encrypted = new ReplyBuffer();
        MessageEncryption.Encrypt(protects, message.Span, charset.ContentType(), encrypted);
        await WriteAsync(encrypted.Written, isLast).ConfigureAwait(false);
    }

    private void Begin(EnvelopeCharset charset, int length, int status, bool isOnly)
    {
        HasBegun = true;
        var response = context.Response;
        response.StatusCode = status;
        // How long the later messages are is not known yet: CredSSP's type for long ones holds for short ones too.
        response.ContentType = protects is null
            ? charset.ContentType()
            : MessageEncryption.ContentType(protects, isOnly ? length : int.MaxValue);
        if (_isChunked) response.Headers.TransferEncoding = "chunked";
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> message, bool isLast)
    {
        var writer = context.Response.BodyWriter;
        var head = _isChunked ? message.Length.ToString("X", CultureInfo.InvariantCulture) + "\r\n" : "";
        while (true)
        {
            var part = message[..Math.Min(message.Length, WsManHandler.WriteBytes)];
            message = message[part.Length..];
            Put(writer, head, part.Span, !_isChunked || !message.IsEmpty ? "" : isLast ? "\r\n0\r\n\r\n" : "\r\n");
            await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            if (message.IsEmpty) return;
            head = "";
        }
    }

    // In one piece, so that it becomes as few records of TLS as may be.
    private static void Put(PipeWriter writer, string head, ReadOnlySpan<byte> part, string tail)
    {
        var span = writer.GetSpan(part.Length + Frame);
        var count = System.Text.Encoding.ASCII.GetBytes(head, span);
        part.CopyTo(span[count..]);
        count += part.Length;
        count += System.Text.Encoding.ASCII.GetBytes(tail, span[count..]);
        writer.Advance(count);
    }
}
