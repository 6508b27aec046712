using System.Buffers;
using System.IO.Compression;
using System.Text;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Encryption;

namespace Sekimori.Adversary.Tests.Kit;

/// <summary>Sends an envelope in the way that a spelling says: its character set, compression, chunks, sealing.</summary>
internal static class EnvelopeSender
{
    private const string Soap = "application/soap+xml;charset=UTF-8";

    /// <summary>Sends and takes the answer, opened where it is sealed.</summary>
    /// <param name="gate">The server.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="ways">Words of a spelling's "wire".</param>
    /// <param name="type">The Content-Type; null for the usual one, empty for none.</param>
    /// <param name="agent">The User-Agent.</param>
    public static async Task<RawReply> SendAsync(AttackedGate gate, string envelope, string[] ways, string? type, string agent)
    {
        using var connection = await RawConnection.OpenAsync(gate.Server.HttpPort);
        var body = Encode(envelope, ways);
        if (ways.Contains("sealed")) return await SendSealedAsync(connection, body, ways, type ?? Soap, agent);
        var head = AttackedGate.Head("operator", agent) + (type is "" ? "" : $"Content-Type: {type ?? Soap}\r\n");
        if (ways.Contains("gzip") || ways.Contains("deflate"))
            (body, head) = (Compress(body, ways), head + $"Content-Encoding: {(ways.Contains("gzip") ? "gzip" : "deflate")}\r\n");
        if (ways.Contains("chunked") || ways.Contains("chunked-1"))
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes(head + "Transfer-Encoding: chunked\r\n\r\n"));
            await connection.SendAsync(Chunks(body, ways.Contains("chunked-1") ? 1 : 100));
        }
        else if (ways.Contains("whole"))
        {
            await connection.SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"{head}Content-Length: {body.Length}\r\n\r\n"), .. body]);
        }
        else
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes($"{head}Content-Length: {body.Length}\r\n\r\n"));
            await connection.SendAsync(body);
        }

        return await connection.ReceiveAsync();
    }

    private static byte[] Encode(string envelope, string[] ways)
    {
        Encoding encoding = ways.Contains("utf-16le") ? new UnicodeEncoding(false, true) : ways.Contains("utf-16be")
            ? new UnicodeEncoding(true, true) : ways.Contains("utf-32le") ? new UTF32Encoding(false, true) : new UTF8Encoding(true);
        return [.. ways.Contains("bom") ? encoding.GetPreamble() : [], .. encoding.GetBytes(envelope)];
    }

    private static byte[] Compress(byte[] body, string[] ways)
    {
        using var packed = new MemoryStream();
        using (Stream packer = ways.Contains("gzip")
            ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) packer.Write(body);
        return packed.ToArray();
    }

    private static byte[] Chunks(byte[] body, int size)
    {
        using var chunks = new MemoryStream();
        foreach (var part in body.Chunk(size))
        {
            chunks.Write(Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"));
            chunks.Write(part);
            chunks.Write("\r\n"u8);
        }

        chunks.Write("0\r\n\r\n"u8);
        return chunks.ToArray();
    }

    // NTLM over plain HTTP: what the handshake proves belongs to the connection, and every message is sealed ([MS-WSMV] 2.2.9.1).
    private static async Task<RawReply> SendSealedAsync(RawConnection connection, byte[] body, string[] ways, string type, string agent)
    {
        var context = new SecurityInitiator(PasswordCredential.Parse("operator", AttackedGate.Password)).Initiate(
            SecurityScheme.Spnego, new ContextOptions { Target = "HTTP/127.0.0.1" })!;
        byte[] theirs = [];
        while (true)
        {
            var step = context.Step(theirs);
            Assert.NotEqual(StepState.Refused, step.State);
            if (step.State == StepState.Complete && step.Token.IsEmpty) break;
            await connection.SendAsync(
                Encoding.ASCII.GetBytes(
                $"POST /wsman HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Negotiate " +
                $"{Convert.ToBase64String(step.Token.Span)}\r\nContent-Length: 0\r\n\r\n"));
            var answer = await connection.ReceiveAsync();
            var line = answer.Head.Split("\r\n")
                .FirstOrDefault(one => one.StartsWith("WWW-Authenticate: Negotiate ", StringComparison.OrdinalIgnoreCase));
            if (line is null)
            {
                Assert.Equal(200, answer.Status);
                break;
            }

            theirs = Convert.FromBase64String(line["WWW-Authenticate: Negotiate ".Length..].Trim());
        }

        var message = new ArrayBufferWriter<byte>();
        if (ways.Contains("sealed-two"))
            MessageEncryption.Encrypt(context,
                Encoding.UTF8.GetBytes("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header/><s:Body/></s:Envelope>"),
                Soap, message);
        MessageEncryption.Encrypt(context, body, type, message);
        var bytes = message.WrittenSpan.ToArray();
        if (ways.Contains("sealed-longer")) bytes = Replace(bytes, $"Length={body.Length}", $"Length={body.Length + 10}");
        await connection.SendAsync(
            Encoding.ASCII.GetBytes(
            $"POST /wsman HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {agent}\r\nContent-Type: " +
            $"{MessageEncryption.ContentType(context, body.Length)}\r\nContent-Length: {bytes.Length}\r\n\r\n"));
        await connection.SendAsync(bytes);
        var reply = await connection.ReceiveAsync();
        if (!reply.Head.Contains("multipart/encrypted", StringComparison.Ordinal)) return reply;
        return MessageEncryption.Decrypt(context, reply.Body, out var opened) is null ? reply with { Body = opened.ToArray() } : reply;
    }

    private static byte[] Replace(byte[] bytes, string old, string @new)
    {
        var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(old));
        return [.. bytes[..at], .. Encoding.ASCII.GetBytes(@new), .. bytes[(at + old.Length)..]];
    }
}
