using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sekimori.Security;
using Sekimori.TestKit;
using Sekimori.WsMan.Encryption;

namespace Sekimori.WsMan.Tests;

/// <summary>Encrypted messages, [MS-WSMV] 2.2.9.1, between the two sides of a handshake.</summary>
public sealed class EncryptionTests
{
    private const string Type = "application/soap+xml;charset=UTF-8";
    private static readonly byte[] Envelope = Encoding.UTF8.GetBytes("<s:Envelope>--Encrypted Boundary\r\n and more</s:Envelope>");

    [Theory]
    [InlineData(SecurityScheme.Ntlm)]
    [InlineData(SecurityScheme.Spnego)]
    public void What_one_side_encrypts_the_other_reads_in_both_directions(SecurityScheme scheme)
    {
        var (client, server) = Handshake(scheme);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Envelope, Decrypted(server, Encrypted(client)));
            Assert.Equal(Envelope, Decrypted(client, Encrypted(server)));
        }
    }

    [Fact]
    public void A_message_is_written_as_the_specification_says()
    {
        var (client, _) = Handshake(SecurityScheme.Spnego);
        var message = Encoding.Latin1.GetString(Encrypted(client));
        var head =
            "--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: " +
            "type=application/soap+xml;charset=UTF-8;Length="
            + $"{Envelope.Length}\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n\u0010\0\0\0\u0001\0\0\0";
        Assert.StartsWith(head, message);
        Assert.EndsWith("--Encrypted Boundary--\r\n", message);
        Assert.Equal(head.Length + 12 + Envelope.Length + 24, message.Length);
        Assert.Equal("multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";boundary=\"Encrypted Boundary\"",
            MessageEncryption.ContentType(client, Envelope.Length));
        Assert.InRange(message.Length, 0, MessageEncryption.MaxBytes(Envelope.Length));
    }

    [Theory]
    [InlineData("--Encrypted Boundary", "-- Encrypted Boundary")] // Exchange
    [InlineData("\tContent-Type", "Content-Type")]
    [InlineData("--\r\n", "--")]
    [InlineData("charset=UTF-8;Length", "charset=UTF-16;Length")]
    public void Other_ways_to_write_it_are_read(string ours, string theirs)
    {
        var (client, server) = Handshake(SecurityScheme.Ntlm);
        var message = Encoding.Latin1.GetString(Encrypted(client)).Replace(ours, theirs, StringComparison.Ordinal);
        Assert.Equal(Envelope, Decrypted(server, Encoding.Latin1.GetBytes(message)));
    }

    [Theory]
    [InlineData("Length=56", "Length=55")]
    [InlineData("Length=56", "Length=")]
    [InlineData("Length=56", "Length=99999999999")]
    [InlineData("octet-stream", "octet-strea")]
    [InlineData("--Encrypted Boundary--", "--Encrypted Boundar")]
    [InlineData("--Encrypted Boundary--", "--Encrypted Boundary")]
    public void What_is_not_written_as_it_should_be_is_refused(string right, string wrong)
    {
        var (client, server) = Handshake(SecurityScheme.Ntlm);
        var message = Encoding.Latin1.GetString(Encrypted(client));
        Assert.Contains(right, message);
        Assert.Equal(RefusalReason.Malformed,
            Refused(server, Encoding.Latin1.GetBytes(message.Replace(right, wrong, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_message_that_comes_twice_is_refused()
    {
        var (client, server) = Handshake(SecurityScheme.Spnego);
        var message = Encrypted(client);
        Decrypted(server, [.. message]);
        Assert.Equal(RefusalReason.Replayed, Refused(server, message));
    }

    [Fact]
    public void A_message_of_our_own_that_comes_back_is_refused()
    {
        var (_, server) = Handshake(SecurityScheme.Ntlm);
        Assert.Equal(RefusalReason.BadSignature, Refused(server, Encrypted(server)));
    }

    [Fact]
    public void A_message_that_was_changed_anywhere_is_refused_or_the_same()
    {
        var length = Encrypted(Handshake(SecurityScheme.Ntlm).Client).Length;
        for (var at = 0; at < length; at++)
        {
            var (client, server) = Handshake(SecurityScheme.Ntlm);
            var message = Encrypted(client);
            message[at] ^= 1;
            // Some of the headers say nothing that matters; what is encrypted cannot be changed.
            if (MessageEncryption.Decrypt(server, message, out var envelope) is null) Assert.Equal(Envelope, envelope.ToArray());
        }
    }

    [Fact]
    public void A_message_that_was_cut_off_anywhere_is_refused()
    {
        var length = Encrypted(Handshake(SecurityScheme.Ntlm).Client).Length;
        for (var count = 0; count < length - 2; count++) // without its last line's end it is whole
        {
            var (client, server) = Handshake(SecurityScheme.Ntlm);
            Assert.NotNull(MessageEncryption.Decrypt(server, Encrypted(client).AsMemory(0, count), out _));
        }
    }

    [Fact]
    public void Only_CredSSP_has_more_than_one_encrypted_part()
    {
        var (client, server) = Handshake(SecurityScheme.Ntlm);
        var (first, second) = (Encrypted(client), Encrypted(client));
        Assert.Equal(RefusalReason.Malformed, Refused(server, [.. first.AsSpan(0, first.Length - 24), .. second]));
    }

    [Fact]
    public void Any_bytes_end_in_a_refusal()
    {
        var (_, server) = Handshake(SecurityScheme.Ntlm);
        byte[][] pieces = ["--Encrypted Boundary\r\n"u8.ToArray(), "\tContent-Type: application/octet-stream\r\n"u8.ToArray(),
            "\tOriginalContent: Length=4\r\n"u8.ToArray(), "--"u8.ToArray(), "\r\n"u8.ToArray(), [4, 0, 0, 0], [255, 255, 255, 255]];
        var any = ArbMap.Default.ArbFor<byte[]>().Generator;
        var messages = Gen.OneOf(Gen.Elements(pieces), any).ArrayOf().Select(parts => parts.SelectMany(part => part ?? []).ToArray());
        Prop.ForAll(messages.ToArbitrary(), bytes => MessageEncryption.Decrypt(server, bytes, out _) is not null)
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("multipart/encrypted;protocol=\"x\"", true)]
    [InlineData("Multipart/Encrypted; boundary=y", true)]
    [InlineData("multipart/x-multi-encrypted;protocol=\"x\"", true)]
    [InlineData("multipart/encryptedx", false)]
    [InlineData("application/soap+xml;charset=UTF-8", false)]
    [InlineData(null, false)]
    public void The_content_type_says_whether_a_message_is_encrypted(string? type, bool encrypted) =>
        Assert.Equal(encrypted, MessageEncryption.IsEncrypted(type));

    private static (SecurityContext Client, SecurityContext Server) Handshake(SecurityScheme scheme)
    {
        var client = Credentials.Initiator().Initiate(scheme, new ContextOptions())!;
        var server = new Credentials().Acceptor.Accept(scheme, new ContextOptions())!;
        ReadOnlyMemory<byte> token = default;
        while (!client.IsComplete || !server.IsComplete)
        {
            token = client.Step(token.Span).Token;
            if (!server.IsComplete) token = server.Step(token.Span).Token;
        }

        return (client, server);
    }

    private static byte[] Encrypted(SecurityContext context)
    {
        var message = new ArrayBufferWriter<byte>();
        MessageEncryption.Encrypt(context, Envelope, Type, message);
        return message.WrittenSpan.ToArray();
    }

    private static byte[] Decrypted(SecurityContext context, byte[] message)
    {
        Assert.Null(MessageEncryption.Decrypt(context, message, out var envelope));
        return envelope.ToArray();
    }

    private static RefusalReason? Refused(SecurityContext context, byte[] message) =>
        MessageEncryption.Decrypt(context, message, out _)?.Reason;
}
