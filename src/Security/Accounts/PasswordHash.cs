using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Security.Accounts;

/// <summary>A slow salted hash of a password: PBKDF2 (RFC 8018 5.2) with HMAC-SHA-512.</summary>
/// <param name="iterations">Rounds.</param>
/// <param name="salt">Salt, its own for each password.</param>
/// <param name="hash">The derived key.</param>
public sealed class PasswordHash(int iterations, byte[] salt, byte[] hash)
{
    /// <summary>Rounds of new hashes: OWASP's figure for PBKDF2 with SHA-512 (2023), about a tenth of a second of one core.</summary>
    public const int DefaultIterations = 210_000;

    private const int SaltSize = 16, HashSize = 64; // one block of SHA-512: more would cost us twice what it costs the attacker

    /// <summary>Rounds.</summary>
    public int Iterations { get; } = iterations;

    /// <summary>Salt.</summary>
    public ReadOnlyMemory<byte> Salt { get; } = salt;

    /// <summary>The derived key.</summary>
    public ReadOnlyMemory<byte> Hash { get; } = hash;

    /// <summary>Hashes a password under a new salt.</summary>
    public static PasswordHash Make(string password, int iterations = DefaultIterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return new PasswordHash(iterations, salt, Derive(password, salt, iterations, HashSize));
    }

    /// <summary>A hash that no password matches and that takes as long to check as any: for names that do not exist.</summary>
    public static PasswordHash OfNobody(int iterations = DefaultIterations) =>
        new(iterations, RandomNumberGenerator.GetBytes(SaltSize), RandomNumberGenerator.GetBytes(HashSize));

    /// <summary>Whether <paramref name="password"/> is the hashed one. Takes as long for a wrong one.</summary>
    public bool Matches(string password)
    {
        var derived = Derive(password, Salt.Span, Iterations, Hash.Length);
        return CryptographicOperations.FixedTimeEquals(derived, Hash.Span);
    }

    private static byte[] Derive(string password, ReadOnlySpan<byte> salt, int iterations, int size)
    {
        var text = Encoding.UTF8.GetBytes(password);
        try
        {
            return Rfc2898DeriveBytes.Pbkdf2(text, salt, iterations, HashAlgorithmName.SHA512, size);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
