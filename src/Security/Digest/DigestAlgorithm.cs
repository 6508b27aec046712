using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Security.Digest;

/// <summary>The hashes of Digest (RFC 7616 3.3). The "-sess" variants are not offered: they add nothing that this server needs.</summary>
internal sealed class DigestAlgorithm
{
    private readonly Func<byte[], byte[]> _hash;

    private DigestAlgorithm(string name, Func<byte[], byte[]> hash)
    {
        Name = name;
        _hash = hash;
    }

    /// <summary>SHA-256.</summary>
    public static DigestAlgorithm Sha256 { get; } = new("SHA-256", SHA256.HashData);

    /// <summary>MD5, for clients that support nothing else.</summary>
    public static DigestAlgorithm Md5 { get; } = new("MD5", MD5.HashData);

    /// <summary>The name in headers.</summary>
    public string Name { get; }

    /// <summary>The algorithm with this name; MD5 if a header names none (RFC 7616 3.3); null if unknown.</summary>
    public static DigestAlgorithm? Of(string? name) => name switch
    {
        null => Md5,
        _ when name.Equals(Sha256.Name, StringComparison.OrdinalIgnoreCase) => Sha256,
        _ when name.Equals(Md5.Name, StringComparison.OrdinalIgnoreCase) => Md5,
        _ => null,
    };

    /// <summary>H: the hash of a text, in lower-case hexadecimal.</summary>
    public string Hash(string text) => Convert.ToHexStringLower(_hash(Encoding.UTF8.GetBytes(text)));

    /// <summary>HA1 of RFC 7616 3.4.2, in lower-case hexadecimal.</summary>
    public string Secret(string user, string realm, string password) => Hash($"{user}:{realm}:{password}");

    /// <summary>The response of RFC 7616 3.4.1 for qop "auth".</summary>
    /// <param name="secret">HA1.</param>
    /// <param name="fields">The header's fields, as they are sent.</param>
    /// <param name="method">The request's method; the empty string for the server's own answer (3.5).</param>
    public string Response(string secret, DigestFields fields, string method) =>
        Hash($"{secret}:{fields.Nonce}:{fields.NonceCount}:{fields.ClientNonce}:auth:{Hash($"{method}:{fields.Uri}")}");
}
