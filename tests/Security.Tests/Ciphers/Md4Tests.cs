using System.Text;
using Sekimori.Security.Ciphers;

namespace Sekimori.Security.Tests.Ciphers;

public sealed class Md4Tests
{
    [Theory] // RFC 1320 A.5
    [InlineData("", "31d6cfe0d16ae931b73c59d7e0c089c0")]
    [InlineData("a", "bde52cb31de33e46245e05fbdbd6fb24")]
    [InlineData("abc", "a448017aaf21d8525fc10ae87aa6729d")]
    [InlineData("message digest", "d9130a8164549fe818874806e1c7014b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "043f8582f241db351ce627e153e7f0e4")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "e33b4ddc9c38f2199c3e7b164fcc0536")]
    public void Gives_the_digests_of_the_RFC(string text, string digest)
    {
        Span<byte> hash = stackalloc byte[Md4.HashSize];
        Md4.HashData(Encoding.ASCII.GetBytes(text), hash);
        Assert.Equal(digest, Convert.ToHexStringLower(hash));
    }

    [Theory] // computed with OpenSSL's legacy provider: lengths about the places where padding takes a block more
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(119)]
    [InlineData(120)]
    public void Pads_every_length_as_the_definition_says(int length)
    {
        Span<byte> hash = stackalloc byte[Md4.HashSize];
        var text = new byte[length];
        Array.Fill(text, (byte)'x');
        Md4.HashData(text, hash);
        Assert.Equal(OpenSsl[length], Convert.ToHexStringLower(hash));
    }

    private static readonly Dictionary<int, string> OpenSsl = new()
    {
        [55] = "92f32bb82c95ad10e8f87ae58ab06807",
        [56] = "374d5f08103b7092c83b4626ebceffab",
        [63] = "2870452596e98fffd48332289b3472b9",
        [64] = "b1abf956a5ae6f3221e5fe85e300fbb0",
        [65] = "afc1a3308fc176a53238a09aeddec2e6",
        [119] = "b55ae15e41e55643b0c3daad5e05c905",
        [120] = "d8f9adfc41ec43552619606c70cfd287",
    };
}
