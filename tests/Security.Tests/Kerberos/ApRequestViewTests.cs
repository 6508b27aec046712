using Sekimori.Security.Kerberos;

namespace Sekimori.Security.Tests;

public sealed class ApRequestViewTests
{
    // An AP-REQ (RFC 4120 5.5.1) for host/dc1.lab.test@LAB.TEST, its encrypted parts cut to a few bytes.
    internal static readonly byte[] Bytes = Hex.Bytes("""
        6e6d306b a003020105 a10302010e a20703050020000000
        a346 6144 3042
          a003020105
          a10a 1b08 4c41422e54455354
          a21f 301d a003020101 a116 3014 1b04 686f7374 1b0c 6463312e6c61622e74657374
          a30e 300c a003020112 a2050403010203
        a40e 300c a003020112 a2050403040506
        """);

    [Fact]
    public void Key_type_and_service_are_read_bare_and_framed()
    {
        Read(Bytes);
        byte[] framed = [0x60, (byte)(13 + Bytes.Length), .. Hex.Bytes("06092a864886f712010202 0100"), .. Bytes];
        Read(framed);

        static void Read(byte[] token)
        {
            Assert.True(ApRequestView.TryRead(token, out var request));
            Assert.Equal((18, "host", "host/dc1.lab.test", "LAB.TEST"), (request.KeyType, request.Service, request.Target, request.Realm));
            Assert.Equal(Bytes, request.Bare.ToArray());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("6e80")]
    [InlineData("4e544c4d53535000")]
    public void Other_bytes_are_none(string bytes) => Assert.False(ApRequestView.TryRead(Hex.Bytes(bytes), out _));
}
