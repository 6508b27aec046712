using Sekimori.Security.Ciphers;

namespace Sekimori.Security.Tests.Ciphers;

public sealed class Rc4Tests
{
    [Theory] // RFC 6229 2: the key stream at offsets 0 and 4096
    [InlineData("0102030405", "b2396305f03dc027ccc3524a0a1118a8", "ff25b58995996707e51fbdf08b34d875")]
    [InlineData("01020304050607", "293f02d47f37c9b633f2af5285feb46b", "e74b0b9731227fd37c0ec08a47ddd8b8")]
    [InlineData("0102030405060708", "97ab8a1bf0afb96132f2f67258da15a8", "3fb46e2c8f0f068edce8cdcd7dfc5862")]
    [InlineData("0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97", "a36a4c301ae8ac13610ccbc12256cacc")]
    [InlineData("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", "eaa6bd25880bf93d3f5d1e4ca2611d91",
        "f3e4c0a2e02d1d01f7f0a74618af2b48")]
    public void Gives_the_key_streams_of_the_RFC(string key, string first, string at4096)
    {
        var stream = new byte[4112];
        new Rc4(Convert.FromHexString(key)).Transform(stream);
        Assert.Equal(first, Convert.ToHexStringLower(stream.AsSpan(0, 16)));
        Assert.Equal(at4096, Convert.ToHexStringLower(stream.AsSpan(4096)));
    }

    [Fact]
    public void Goes_on_in_the_key_stream_however_the_bytes_are_cut()
    {
        var (whole, cut) = (new byte[1000], new byte[1000]);
        new Rc4("key"u8).Transform(whole);
        var cipher = new Rc4("key"u8);
        for (int at = 0, length = 0; at < cut.Length; at += length, length = Math.Min(length + 1, cut.Length - at))
            cipher.Transform(cut.AsSpan(at, length));
        Assert.Equal(whole, cut);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void Refuses_keys_of_impossible_length(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rc4(new byte[length]));
}
