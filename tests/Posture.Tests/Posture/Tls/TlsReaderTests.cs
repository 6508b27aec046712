using Sekimori.Posture.Tls;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Posture.Tests.Posture.Tls;

public sealed class TlsReaderTests
{
    private static readonly byte[] Certificate = [0x30, 0x03, 0x02, 0x01, 0x01];

    [Fact]
    public void A_hello_with_its_certificate_is_read_whole_and_byte_by_byte()
    {
        var bytes = ServerFlight.Of(TlsVersion.Tls12, 0x0005, Certificate);
        for (var length = 0; length < bytes.Length; length++) Assert.Null(TlsAnswerReader.Read(bytes.AsSpan(0, length), isEnded: false));
        var answer = TlsAnswerReader.Read(bytes, isEnded: false);
        Assert.Equal("accepted TLS_RSA_WITH_RC4_128_SHA", answer!.Describe(TlsVersion.Tls12));
        Assert.Equal("rejected (answers with TLS 1.2)", answer.Describe(TlsVersion.Tls11));
        Assert.Equal(Certificate, answer.Certificate);
    }

    [Fact]
    public void The_extension_says_which_version_is_spoken()
    {
        var answer = TlsAnswerReader.Read(ServerFlight.Of(TlsVersion.Tls13, 0x1301, null), isEnded: false);
        Assert.True(answer!.Accepts(TlsVersion.Tls13));
        Assert.False(answer.Accepts(TlsVersion.Tls12));
    }

    [Theory]
    [InlineData(40, "rejected (handshake_failure)"), InlineData(70, "rejected (protocol_version)"), InlineData(201, "rejected (alert 201)")]
    public void An_alert_rejects(byte alert, string expected) =>
        Assert.Equal(expected, TlsAnswerReader.Read([21, 3, 1, 0, 2, 2, alert], isEnded: false)!.Describe(TlsVersion.Tls10));

    [Fact]
    public void Another_protocol_is_a_named_fault() =>
        Assert.Throws<MalformedException>(() => TlsAnswerReader.Read("HTTP/1.1 400 Bad Request\r\n"u8, isEnded: false));

    [Fact]
    public void An_end_without_an_answer_is_no_TLS() => Assert.Equal("no TLS",
        TlsAnswerReader.Read([], isEnded: true)!.Describe(TlsVersion.Tls12));

    [Fact]
    public void Mutated_answers_end_in_an_answer_or_a_named_fault()
    {
        var random = new Random(15);
        byte[][] seeds = [ServerFlight.Of(TlsVersion.Tls12, 0xc02f, Certificate), ServerFlight.Of(TlsVersion.Tls13, 0x1301, null)];
        var (read, rejected) = (0, 0);
        for (var i = 0; i < Effort.Of("SEKIMORI_READINGS", 20_000); i++)
        {
            try
            {
                if (TlsAnswerReader.Read(Mutation.Of(seeds[i % 2], random), isEnded: true) is not null) read++;
            }
            catch (MalformedException)
            {
                rejected++;
            }
        }

        Assert.True(read > 100 && rejected > 100, $"{read} read, {rejected} rejected");
    }

    [Fact]
    public void A_hello_for_SSL_3_has_no_extensions_and_its_own_record_version()
    {
        var random = new byte[96];
        var old = ClientHello.Write(TlsVersion.Ssl3, [0x0005], "host", random);
        Assert.Equal([22, 3, 0], old[..3]);
        // Record 5, message 4, version 2, random 32, no session, two suites with the signal, one compression.
        Assert.Equal(5 + 4 + 2 + 32 + 1 + 2 + 4 + 2, old.Length);
        var modern = ClientHello.Write(TlsVersion.Tls13, [0x1301], "host", random);
        Assert.Equal([22, 3, 1], modern[..3]);
        Assert.True(modern.AsSpan().IndexOf("host"u8) > 0);
        Assert.True(modern.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 43, 0, 3, 2, 3, 4]) > 0);
    }
}
