using System.Security.Cryptography;
using Sekimori.Security.Ciphers;

namespace Sekimori.Security.Tests.Ciphers;

public sealed class DesTests
{
    // FIPS 81 and NIST SP 800-17: a key, a block, what comes out.
    [Theory]
    [InlineData("0123456789abcdef", "4e6f772069732074", "3fa40e8a984d4815")]
    [InlineData("8001010101010101", "0000000000000000", "95a8d72813daa94d")]
    [InlineData("10316e028c8f3b4a", "0000000000000000", "82dcbafbdeab6602")]
    public void A_block_is_encrypted(string key, string block, string expected)
    {
        var answer = new byte[Des.BlockSize];
        Des.Encrypt(Convert.ToUInt64(key, 16), Convert.FromHexString(block), answer);
        Assert.Equal(expected, Convert.ToHexStringLower(answer));
    }

    // [MS-NLMP] 4.2.2.2.1 and 4.2.3.2.2: the password is "Password".
    [Theory]
    [InlineData("", "67c43011f30298a2ad35ece64f16331c44bdbed927841f94")]
    [InlineData("aaaaaaaaaaaaaaaa", "7537f803ae367128ca458204bde7caf81e97ed2683267232")]
    public void NTLMv1_is_the_specifications(string ownChallenge, string expected)
    {
        var hash = Convert.FromHexString("a4f49c406510bdcab6824ee7c30fd852");
        var challenge = Convert.FromHexString("0123456789abcdef");
        if (ownChallenge.Length > 0) challenge = MD5.HashData([.. challenge, .. Convert.FromHexString(ownChallenge)])[..8];
        Assert.Equal(expected, Convert.ToHexStringLower(Des.EncryptLong(hash, challenge)));
    }
}
