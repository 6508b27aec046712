using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sekimori.Storage.Recordings;

/// <summary>
/// The file of a recording: "SEKREC1\n", 32 bytes of salt, then frames: the length of the text (4 bytes, little-endian; its highest bit
/// marks the last frame), the text encrypted by AES-256-GCM, and the tag.
/// The key is derived from the folder's key and the salt; the nonce is the
/// number of the frame; the length is authenticated with it. A frame that is missing, moved or changed shows, and so does a missing end.
/// </summary>
internal static class RecordingFormat
{
    /// <summary>The largest text of a frame: what a reader holds at a time.</summary>
    public const int LargestFrame = 256 * 1024;

    public const int SaltBytes = 32, KeyBytes = 32, LengthBytes = 4, TagBytes = 16, NonceBytes = 12;

    /// <summary>Marks the length of the last frame.</summary>
    public const uint Last = 1u << 31;

    /// <summary>The beginning of each file.</summary>
    public static ReadOnlySpan<byte> Magic => "SEKREC1\n"u8;

    /// <summary>The cipher of one file.</summary>
    public static AesGcm Cipher(ReadOnlySpan<byte> folderKey, ReadOnlySpan<byte> salt)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, folderKey, key, salt, "sekimori recording"u8);
        var cipher = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    /// <summary>The nonce of a frame.</summary>
    public static void WriteNonce(Span<byte> nonce, long frame)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, frame);
    }
}
