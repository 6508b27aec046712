using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Security.Ntlm;

/// <summary>NTLMv2's computations ([MS-NLMP] 3.3.2, 3.4.5).</summary>
internal static class NtlmV2
{
    /// <summary>Bytes of every key and of every proof.</summary>
    public const int KeySize = 16;

    /// <summary>Bytes of a challenge, the server's or the client's.</summary>
    public const int ChallengeSize = 8;

    // RespType, HiRespType, six zeros, time, challenge, four zeros (2.2.2.7); the attributes follow.
    private const int FixedSize = 28;

    /// <summary>NTOWFv2: the key that responses are made with.</summary>
    /// <param name="ntHash">MD4 of the password.</param>
    /// <param name="user">The user's name as it is sent.</param>
    /// <param name="domain">The domain as it is sent.</param>
    public static byte[] ResponseKey(ReadOnlySpan<byte> ntHash, string user, string domain) =>
        HMACMD5.HashData(ntHash, Encoding.Unicode.GetBytes(user.ToUpperInvariant() + domain));

    /// <summary>temp of ComputeResponse: time, client's challenge and attributes.</summary>
    public static byte[] ClientChallenge(long fileTime, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> attributes)
    {
        var temp = new byte[FixedSize + attributes.Length + 4];
        temp[0] = temp[1] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(temp.AsSpan(8), fileTime);
        challenge[..ChallengeSize].CopyTo(temp.AsSpan(16));
        attributes.CopyTo(temp.AsSpan(FixedSize));
        return temp;
    }

    /// <summary>NTProofStr: what proves the password.</summary>
    /// <param name="responseKey">Of <see cref="ResponseKey"/>.</param>
    /// <param name="serverChallenge">The server's nonce.</param>
    /// <param name="clientChallenge">Of <see cref="ClientChallenge"/>, or the response after its first 16 bytes.</param>
    public static byte[] Proof(ReadOnlySpan<byte> responseKey, ReadOnlySpan<byte> serverChallenge, ReadOnlySpan<byte> clientChallenge) =>
        HMACMD5.HashData(responseKey, [.. serverChallenge, .. clientChallenge]);

    /// <summary>LMv2's response: a shorter proof for servers without target information.</summary>
    public static byte[] LmResponse(ReadOnlySpan<byte> responseKey, ReadOnlySpan<byte> serverChallenge, ReadOnlySpan<byte> challenge) =>
        [.. HMACMD5.HashData(responseKey, [.. serverChallenge, .. challenge]), .. challenge];

    /// <summary>SessionBaseKey, which is NTLMv2's KeyExchangeKey too (3.4.5.1).</summary>
    public static byte[] SessionBaseKey(ReadOnlySpan<byte> responseKey, ReadOnlySpan<byte> proof) => HMACMD5.HashData(responseKey, proof);

    /// <summary>The attributes within a response as they lie; empty if it is too short to be NTLMv2's.</summary>
    public static ReadOnlySpan<byte> AttributeBytes(ReadOnlySpan<byte> response) =>
        response.Length <= KeySize + FixedSize ? default : response[(KeySize + FixedSize)..];

    /// <summary>The attributes within a response; null if it is too short to be NTLMv2's.</summary>
    /// <exception cref="Wire.MalformedException">They do not end.</exception>
    public static TargetInfo? Attributes(ReadOnlySpan<byte> response) =>
        AttributeBytes(response) is { IsEmpty: false } bytes ? TargetInfo.Read(bytes) : null;

    /// <summary>The integrity code over the three messages, the last one's own code zero (3.1.5.1.2).</summary>
    public static byte[] Mic(ReadOnlySpan<byte> sessionKey, ReadOnlySpan<byte> negotiate, ReadOnlySpan<byte> challenge,
        ReadOnlySpan<byte> authenticate) =>
        HMACMD5.HashData(sessionKey, [.. negotiate, .. challenge, .. authenticate]);

    /// <summary>SIGNKEY of one direction.</summary>
    public static byte[] SigningKey(ReadOnlySpan<byte> sessionKey, bool fromClient) => Derive(sessionKey, fromClient
        ? "session key to client-to-server signing key magic constant\0"u8
        : "session key to server-to-client signing key magic constant\0"u8);

    /// <summary>SEALKEY of one direction, for keys of 128 bits.</summary>
    public static byte[] SealingKey(ReadOnlySpan<byte> sessionKey, bool fromClient) => Derive(sessionKey, fromClient
        ? "session key to client-to-server sealing key magic constant\0"u8
        : "session key to server-to-client sealing key magic constant\0"u8);

    private static byte[] Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> constant) => MD5.HashData([.. key, .. constant]);
}
