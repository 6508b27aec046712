using Sekimori.Security.Accounts;
using Sekimori.Security.Ciphers;
using Sekimori.Security.Ntlm;

namespace Sekimori.Security.Tests.Ntlm;

/// <summary>
/// The values of [MS-NLMP] 4.2. Those of NTLMv1 (4.2.2, 4.2.3) are computed as far as this code has the functions, and their messages are
/// read: to be refused.
/// </summary>
public sealed class NlmpVectorTests
{
    private static readonly byte[] RandomSessionKey = Enumerable.Repeat((byte)0x55, 16).ToArray();
    private static readonly byte[] ClientNonce = Enumerable.Repeat((byte)0xaa, 8).ToArray();
    private static readonly byte[] ServerNonce = Hex.Bytes("0123456789abcdef");
    private static readonly byte[] Plaintext = Hex.Bytes("50006c00610069006e007400650078007400");

    // 4.2.4.3
    private static readonly byte[] ChallengeV2 = Hex.Bytes("""
        4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000
        060070170000000f53006500720076006500720002000c0044006f006d00610069006e0001000c00530065007200760065007200 00000000
        """);

    private static readonly byte[] AuthenticateV2 = Hex.Bytes("""
        4e544c4d5353500003000000180018006c00000054005400840000000c000c00480000000800080054000000100010005c00000010001000d8000000358288e2
        0501280a0000000f44006f006d00610069006e00550073006500720043004f004d0050005500540045005200
        86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa
        68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e0001000c0053006500720076006500720000000000 00000000
        c5dad2544fc9799094ce1ce90bc9d03e
        """);

    [Fact]
    public void NTOWFv1_4_2_2_1_2() => Assert.Equal(Hex.Bytes("a4f49c406510bdcab6824ee7c30fd852"), AccountSecrets.HashForNtlm("Password"));

    [Theory] // 4.2.2.2.3, by 4.2.2.1.3's key, by 3.4.5.1's from the LM hash, by 4.2.2.2.2's
    [InlineData("d87262b0cde4b1cb7499becccdf10784", "518822b1b3f350c8958682ecbb3e3cb7")]
    [InlineData("e52cac67419a9a220000000000000000", "7452ca55c225a1ca04b48fae32cf56fc")]
    [InlineData("b09e379f7fbecb1eaf0afdcb0383c8a0", "4cd7bb57d697ef9b549f02b8f9b37864")]
    public void RC4K_of_the_session_key_4_2_2_2_3(string keyExchangeKey, string encrypted)
    {
        var key = RandomSessionKey.ToArray();
        Rc4.Once(Hex.Bytes(keyExchangeKey), key);
        Assert.Equal(Hex.Bytes(encrypted), key);
    }

    [Fact]
    public void Messages_of_NTLMv1_4_2_2_3_are_read()
    {
        var challenge = ChallengeMessage.Read(Hex.Bytes("""
            4e544c4d53535000020000000c000c0038000000338202e20123456789abcdef00000000000000000000000000000000060070170000000f530065007200760065007200
            """));
        Assert.Equal("Server", challenge.TargetName);
        Assert.Equal((NegotiateFlags)0xe2028233, challenge.Flags);
        Assert.Null(challenge.TargetInfo);
        var authenticate = AuthenticateMessage.Read(Hex.Bytes("""
            4e544c4d5353500003000000180018006c00000018001800840000000c000c00480000000800080054000000100010005c000000100010009c000000358280e2
            0501280a0000000f44006f006d00610069006e00550073006500720043004f004d0050005500540045005200
            98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13 67c43011f30298a2ad35ece64f16331c44bdbed927841f94 518822b1b3f350c8958682ecbb3e3cb7
            """));
        Assert.Equal(("Domain", "User", "COMPUTER"), (authenticate.Domain, authenticate.User, authenticate.Workstation));
        Assert.Equal(Hex.Bytes("67c43011f30298a2ad35ece64f16331c44bdbed927841f94"), authenticate.NtResponse);
        Assert.False(authenticate.HasRoomForMic);
        Assert.Null(NtlmV2.Attributes(authenticate.NtResponse));
    }

    [Fact]
    public void Messages_of_NTLMv1_with_client_challenge_4_2_3_3_are_read()
    {
        var challenge = ChallengeMessage.Read(Hex.Bytes("""
            4e544c4d53535000020000000c000c003800000033820a820123456789abcdef00000000000000000000000000000000060070170000000f530065007200760065007200
            """));
        Assert.Equal((NegotiateFlags)0x820a8233, challenge.Flags);
        var authenticate = AuthenticateMessage.Read(Hex.Bytes("""
            4e544c4d5353500003000000180018006c00000018001800840000000c000c00480000000800080054000000100010005c000000000000009c00000035820882
            0501280a0000000f44006f006d00610069006e00550073006500720043004f004d0050005500540045005200
            aaaaaaaaaaaaaaaa00000000000000000000000000000000 7537f803ae367128ca458204bde7caf81e97ed2683267232
            """));
        Assert.Equal(Hex.Bytes("7537f803ae367128ca458204bde7caf81e97ed2683267232"), authenticate.NtResponse);
        Assert.Empty(authenticate.EncryptedSessionKey);
        Assert.False(authenticate.Flags.HasFlag(NegotiateFlags.Key128));
    }

    [Fact]
    public void Sealing_without_key_exchange_4_2_3_4()
    {
        using var direction = new NtlmDirection(
            Hex.Bytes("60e799be5c72fc92922ae8ebe961fb8d"), Hex.Bytes("04dd7f014d8504d265a25cc86a3a7c06"), keyExchange: false);
        AssertSealed(direction, "a02372f6530273f3aa1eb90190ce5200c99d", "01000000ff2aeb52f681793a00000000");
    }

    [Fact]
    public void NTOWFv2_4_2_4_1_1() => Assert.Equal(Hex.Bytes("0c868a403bfd7a93a3001ef22ef02e3f"), ResponseKey());

    [Fact]
    public void Session_base_key_4_2_4_1_2() =>
        Assert.Equal(Hex.Bytes("8de40ccadbc14a82f15cb0ad0de95ca3"),
        NtlmV2.SessionBaseKey(ResponseKey(), Hex.Bytes("68cd0ab851e51c96aabc927bebef6a1c")));

    [Fact]
    public void Responses_4_2_4_2()
    {
        Assert.Equal(Hex.Bytes("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"),
            NtlmV2.LmResponse(ResponseKey(), ServerNonce, ClientNonce));
        var temp = NtlmV2.ClientChallenge(0, ClientNonce, ChallengeMessage.Read(ChallengeV2).TargetInfo!.ToArray());
        Assert.Equal(AuthenticateMessage.Read(AuthenticateV2).NtResponse[16..], temp);
        Assert.Equal(Hex.Bytes("68cd0ab851e51c96aabc927bebef6a1c"), NtlmV2.Proof(ResponseKey(), ServerNonce, temp));
    }

    [Fact]
    public void Encrypted_session_key_4_2_4_2_3()
    {
        var key = RandomSessionKey.ToArray();
        Rc4.Once(Hex.Bytes("8de40ccadbc14a82f15cb0ad0de95ca3"), key);
        Assert.Equal(Hex.Bytes("c5dad2544fc9799094ce1ce90bc9d03e"), key);
    }

    [Fact]
    public void Messages_4_2_4_3()
    {
        var challenge = ChallengeMessage.Read(ChallengeV2);
        Assert.Equal(("Server", "Server", "Domain"),
            (challenge.TargetName, challenge.TargetInfo!.Text(AvId.NbComputerName), challenge.TargetInfo.Text(AvId.NbDomainName)));
        Assert.Equal(ServerNonce, challenge.ServerChallenge);
        Assert.Equal(new NtlmVersion(6, 0, 6000), challenge.Version);
        Assert.Equal(ChallengeV2, challenge.ToArray());

        var authenticate = AuthenticateMessage.Read(AuthenticateV2);
        Assert.Equal(("Domain", "User", "COMPUTER"), (authenticate.Domain, authenticate.User, authenticate.Workstation));
        Assert.Equal(Hex.Bytes("c5dad2544fc9799094ce1ce90bc9d03e"), authenticate.EncryptedSessionKey);
        Assert.Equal("Domain", NtlmV2.Attributes(authenticate.NtResponse)!.Text(AvId.NbDomainName));
        Assert.Equivalent(authenticate with { HasRoomForMic = true }, AuthenticateMessage.Read(authenticate.ToArray()));
    }

    [Fact]
    public void Keys_and_sealing_4_2_4_4()
    {
        Assert.Equal(Hex.Bytes("59f600973cc4960a25480a7c196e4c58"), NtlmV2.SealingKey(RandomSessionKey, fromClient: true));
        Assert.Equal(Hex.Bytes("4788dc861b4782f35d43fd98fe1a2d39"), NtlmV2.SigningKey(RandomSessionKey, fromClient: true));
        using var direction = new NtlmDirection(
            NtlmV2.SigningKey(RandomSessionKey, true), NtlmV2.SealingKey(RandomSessionKey, true), keyExchange: true);
        AssertSealed(direction, "54e50165bf1936dc996020c1811b0f06fb5f", "010000007fb38ec5c55d497600000000");
    }

    private static byte[] ResponseKey() => NtlmV2.ResponseKey(AccountSecrets.HashForNtlm("Password"), "User", "Domain");

    private static void AssertSealed(NtlmDirection direction, string data, string signature)
    {
        var (body, found) = (Plaintext.ToArray(), new byte[16]);
        direction.Protect(Protection.Seal, new MessageParts(body), found);
        Assert.Equal(Hex.Bytes(data), body);
        Assert.Equal(Hex.Bytes(signature), found);
    }
}
