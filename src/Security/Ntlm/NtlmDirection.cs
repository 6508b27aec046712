using System.Buffers.Binary;
using System.Security.Cryptography;
using Sekimori.Security.Ciphers;

namespace Sekimori.Security.Ntlm;

/// <summary>
/// Signing and sealing in one direction with extended session security ([MS-NLMP] 3.4.4.2): each direction has its keys, its key stream and
/// its count, so a message that is replayed, missing, reordered or reflected does not match. Not thread-safe; allocates nothing for a
/// message.
/// </summary>
internal sealed class NtlmDirection : IDisposable
{
    /// <summary>Bytes of NTLMSSP_MESSAGE_SIGNATURE (2.2.2.9.2).</summary>
    public const int SignatureSize = 16;

    private readonly byte[] _sealingKey;
    private readonly IncrementalHash _hmac;
    private readonly Rc4 _cipher;
    private readonly bool _keyExchange;
    private uint _sequence;

    /// <summary>Starts a direction at message 0.</summary>
    /// <param name="signingKey">SIGNKEY.</param>
    /// <param name="sealingKey">SEALKEY.</param>
    /// <param name="keyExchange">Whether a key was exchanged: then checksums are encrypted.</param>
    public NtlmDirection(byte[] signingKey, byte[] sealingKey, bool keyExchange)
    {
        _sealingKey = sealingKey;
        _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.MD5, signingKey);
        _cipher = new Rc4(sealingKey);
        _keyExchange = keyExchange;
    }

    /// <summary>Signs a message to send, and seals its body if requested.</summary>
    public void Protect(Protection protection, in MessageParts message, Span<byte> signature)
    {
        Checksum(message, signature);
        // The body comes first in the key stream, the checksum after it (3.4.3: SEAL calls RC4, then MAC).
        if (protection == Protection.Seal) _cipher.Transform(message.Body);
        Finish(signature);
    }

    /// <summary>Unseals a message that was received, and checks its signature.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public RefusalReason? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize || BinaryPrimitives.ReadUInt32LittleEndian(signature) != 1) return RefusalReason.BadSignature;
        var sequence = BinaryPrimitives.ReadUInt32LittleEndian(signature[12..]);
        if (sequence != _sequence) return sequence < _sequence ? RefusalReason.Replayed : RefusalReason.OutOfOrder;

        Span<byte> expected = stackalloc byte[SignatureSize];
        if (protection == Protection.Seal) _cipher.Transform(message.Body);
        Checksum(message, expected);
        Finish(expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature) ? null : RefusalReason.BadSignature;
    }

    /// <summary>Starts the key stream again: what SPNEGO does after its own signature ([MS-SPNG] 3.2.5.1).</summary>
    /// <param name="fromZero">Whether the count starts again too.</param>
    public void Restart(bool fromZero)
    {
        _cipher.Start(_sealingKey);
        if (fromZero) _sequence = 0;
    }

    private void Checksum(in MessageParts message, Span<byte> signature)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(signature[12..], _sequence);
        _hmac.AppendData(signature[12..SignatureSize]);
        _hmac.AppendData(message.Header);
        _hmac.AppendData(message.Body);
        _hmac.AppendData(message.Trailer);
        Span<byte> hash = stackalloc byte[HMACMD5.HashSizeInBytes];
        _hmac.GetHashAndReset(hash);
        BinaryPrimitives.WriteUInt32LittleEndian(signature, 1);
        hash[..8].CopyTo(signature[4..]);
    }

    private void Finish(Span<byte> signature)
    {
        if (_keyExchange) _cipher.Transform(signature[4..12]);
        _sequence++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_sealingKey);
        _cipher.Clear();
        _hmac.Dispose();
    }
}
