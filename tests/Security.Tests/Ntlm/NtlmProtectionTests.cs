using System.Buffers;
using Sekimori.Guard;

namespace Sekimori.Security.Tests.Ntlm;

public sealed class NtlmProtectionTests
{
    private readonly NtlmPair _pair = new();

    public NtlmProtectionTests() => _pair.Run();

    [Theory]
    [InlineData(Protection.Sign)]
    [InlineData(Protection.Seal)]
    public void Messages_go_both_ways_in_their_order(Protection protection)
    {
        for (var i = 0; i < 20; i++)
        {
            AssertPasses(protection, _pair.Client, _pair.Server, i * 37);
            if (i % 3 == 0) AssertPasses(protection, _pair.Server, _pair.Client, i * 91);
        }
    }

    [Fact]
    public void A_sealed_body_is_not_readable_and_header_and_trailer_stay()
    {
        var (header, body, trailer, token) = Message(Protection.Seal, _pair.Client, 64);
        Assert.NotEqual(Plain(64), body);
        Assert.Equal(Plain(16), header);
        Assert.Equal(Plain(8), trailer);
        Assert.Equal(16, token.Length);
    }

    [Theory]
    [InlineData("header")]
    [InlineData("body")]
    [InlineData("trailer")]
    [InlineData("token")]
    public void No_changed_byte_passes(string part)
    {
        var pieces = Message(Protection.Seal, _pair.Client, 64);
        var changed = part switch { "header" => pieces.Header, "body" => pieces.Body, "trailer" => pieces.Trailer, _ => pieces.Token };
        changed[5] ^= 0x80;
        Assert.Equal(RefusalReason.BadSignature,
            _pair.Server.Unprotect(Protection.Seal, new MessageParts(pieces.Header, pieces.Body, pieces.Trailer), pieces.Token)?.Reason);
    }

    [Fact]
    public void A_replayed_message_is_refused()
    {
        var pieces = Message(Protection.Sign, _pair.Client, 64);
        var parts = new MessageParts(pieces.Header, pieces.Body, pieces.Trailer);
        Assert.Null(_pair.Server.Unprotect(Protection.Sign, parts, pieces.Token));
        Assert.Equal(RefusalReason.Replayed, _pair.Server.Unprotect(Protection.Sign, parts, pieces.Token)?.Reason);
    }

    [Fact]
    public void A_reordered_message_is_refused()
    {
        _ = Message(Protection.Seal, _pair.Client, 64);
        var second = Message(Protection.Seal, _pair.Client, 64);
        Assert.Equal(RefusalReason.OutOfOrder,
            _pair.Server.Unprotect(Protection.Seal, new MessageParts(second.Header, second.Body, second.Trailer), second.Token)?.Reason);
    }

    [Fact]
    public void A_reflected_message_is_refused()
    {
        var pieces = Message(Protection.Sign, _pair.Client, 64);
        Assert.Equal(RefusalReason.BadSignature,
            _pair.Client.Unprotect(Protection.Sign, new MessageParts(pieces.Header, pieces.Body, pieces.Trailer), pieces.Token)?.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void A_token_of_another_length_is_refused(int length) =>
        Assert.Equal(RefusalReason.BadSignature,
        _pair.Server.Unprotect(Protection.Sign, new MessageParts(new byte[8]), new byte[length])?.Reason);

    [Fact]
    public void What_was_not_agreed_on_is_neither_given_nor_taken()
    {
        _pair.Level = ProtectionLevel.Integrity;
        _pair.Run();
        Assert.Throws<InvalidOperationException>(() => _pair.Client.Protect(Protection.Seal, new MessageParts(new byte[8]), new byte[16]));
        Assert.Equal(RefusalReason.BadSignature,
            _pair.Server.Unprotect(Protection.Seal, new MessageParts(new byte[8]), new byte[16])?.Reason);
    }

    [Fact]
    public void Wrapped_messages_of_WS_Management_have_length_signature_and_body()
    {
        var output = new ArrayBufferWriter<byte>();
        _pair.Client.Wrap("<s:Envelope/>"u8, output);
        Assert.Equal("1000000001000000", Convert.ToHexString(output.WrittenSpan[..8]));
        Assert.Equal(4 + 16 + 13, output.WrittenCount);
        Assert.Null(_pair.Server.Unwrap(output.WrittenMemory.ToArray(), out var message));
        Assert.Equal("<s:Envelope/>"u8, message.Span);
    }

    [Theory]
    [InlineData("")]
    [InlineData("100000")]
    [InlineData("ffffffff00")]
    [InlineData("11000000 01000000000000000000000000000000")]
    public void Wrapped_messages_that_are_cut_are_refused(string wrapped) =>
        Assert.Equal(RefusalReason.Malformed, _pair.Server.Unwrap(Hex.Bytes(wrapped), out _)?.Reason);

    [Fact]
    public void Protecting_a_message_allocates_nothing()
    {
        var (body, token) = (new byte[1024], new byte[16]);
        for (var i = 0; i < 10; i++) _pair.Client.Protect(Protection.Seal, new MessageParts(body), token);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) _pair.Client.Protect(Protection.Seal, new MessageParts(body), token);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertPasses(Protection protection, SecurityContext from, SecurityContext to, int length)
    {
        var (header, body, trailer, token) = Message(protection, from, length);
        Assert.Null(to.Unprotect(protection, new MessageParts(header, body, trailer), token));
        Assert.Equal(Plain(length), body);
    }

    private static (byte[] Header, byte[] Body, byte[] Trailer, byte[] Token) Message(
        Protection protection, SecurityContext from, int length)
    {
        var (header, body, trailer) = (Plain(16), Plain(length), Plain(8));
        var token = new byte[from.TokenSize(protection)];
        from.Protect(protection, new MessageParts(header, body, trailer), token);
        return (header, body, trailer, token);
    }

    private static byte[] Plain(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)(i * 7);
        return bytes;
    }
}
