using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Storage.Secrets;

/// <summary>The AES-256 key derived from a systemd credential.</summary>
internal sealed class CredentialKey
{
    // A shorter credential cannot contain the entropy of a key.
    private const int Least = 16;

    // systemd itself allows a credential 1 MB; a key is never so long.
    private const int Most = 65_536;

    private const int NonceSize = 12, TagSize = 16; // NIST SP 800-38D's own sizes

    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("Sekimori key ring");

    private readonly byte[] _key;

    public CredentialKey(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        var length = new FileInfo(path).Length;
        if (length is < Least or > Most)
            throw new InvalidDataException($"the credential {path} has {length} bytes; {Least} to {Most} are required");
        var secret = File.ReadAllBytes(path);
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Purpose);
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>Nonce, tag and ciphertext in one run.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> plain)
    {
        var wrapped = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceSize));
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(wrapped.AsSpan(0, NonceSize), plain, wrapped.AsSpan(NonceSize + TagSize), wrapped.AsSpan(NonceSize, TagSize));
        return wrapped;
    }

    /// <exception cref="CryptographicException">Another credential wrapped it, or it was changed.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < NonceSize + TagSize) throw new CryptographicException("a wrapped key is too short");
        var plain = new byte[wrapped.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(wrapped[..NonceSize], wrapped[(NonceSize + TagSize)..], wrapped.Slice(NonceSize, TagSize), plain);
        return plain;
    }
}
