using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sekimori.Security.Ciphers;

namespace Sekimori.Security.Accounts;

/// <summary>What the schemes need to check an account's password. A class and not a record, so that nothing prints its content.</summary>
public sealed class AccountSecrets
{
    /// <summary>The realm of Digest answers, which WS-Man's Basic names too.</summary>
    public const string DefaultRealm = "WSMAN";

    /// <summary>For Basic: a slow salted hash.</summary>
    public required PasswordHash Password { get; init; }

    /// <summary>
    /// For NTLM: MD4 of the password in UTF-16 ([MS-NLMP] 3.3.1), 16 bytes. Whoever has it can log on: it is as good as the password.
    /// </summary>
    public required byte[] NtHash { get; init; }

    /// <summary>The realm of both Digest hashes.</summary>
    public required string DigestRealm { get; init; }

    /// <summary>For Digest: SHA-256 of name:realm:password (RFC 7616 3.4.2), 32 bytes.</summary>
    public required byte[] DigestSha256 { get; init; }

    /// <summary>For Digest: MD5 of name:realm:password, 16 bytes.</summary>
    public required byte[] DigestMd5 { get; init; }

    /// <summary>Makes what each scheme needs from a password.</summary>
    /// <param name="name">The account's name as stored: Digest hashes contain it, so Digest clients must use this spelling.</param>
    /// <param name="password">The password.</param>
    /// <param name="realm">The realm of Digest.</param>
    /// <param name="iterations">Rounds of the slow hash.</param>
    public static AccountSecrets Make(
        string name, string password, string realm = DefaultRealm, int iterations = PasswordHash.DefaultIterations)
    {
        var digested = Encoding.UTF8.GetBytes($"{name}:{realm}:{password}");
        try
        {
            return new AccountSecrets
            {
                Password = PasswordHash.Make(password, iterations),
                NtHash = HashForNtlm(password),
                DigestRealm = realm,
                DigestSha256 = SHA256.HashData(digested),
                DigestMd5 = MD5.HashData(digested), // RFC 7616 3.4.2 has MD5 for clients that know nothing else
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(digested);
        }
    }

    /// <summary>Secrets that no password matches, to be checked for a name that does not exist.</summary>
    /// <param name="realm">The realm of Digest.</param>
    /// <param name="iterations">Rounds of the slow hash, as many as real accounts have.</param>
    public static AccountSecrets OfNobody(string realm = DefaultRealm, int iterations = PasswordHash.DefaultIterations) => new()
    {
        Password = PasswordHash.OfNobody(iterations),
        NtHash = RandomNumberGenerator.GetBytes(Md4.HashSize),
        DigestRealm = realm,
        DigestSha256 = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes),
        DigestMd5 = RandomNumberGenerator.GetBytes(MD5.HashSizeInBytes),
    };

    /// <summary>NTOWFv1 ([MS-NLMP] 3.3.1): MD4 of the password in UTF-16LE.</summary>
    public static byte[] HashForNtlm(ReadOnlySpan<char> password)
    {
        var hash = new byte[Md4.HashSize];
        if (BitConverter.IsLittleEndian)
        {
            Md4.HashData(MemoryMarshal.AsBytes(password), hash);
        }
        else
        {
            var text = new byte[password.Length * 2];
            Encoding.Unicode.GetBytes(password, text);
            Md4.HashData(text, hash);
            CryptographicOperations.ZeroMemory(text);
        }

        return hash;
    }
}
