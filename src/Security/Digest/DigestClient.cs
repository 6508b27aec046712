using System.Security.Cryptography;
using Sekimori.Security.Credentials;
using Sekimori.Wire;

namespace Sekimori.Security.Digest;

/// <summary>
/// The client's side of HTTP Digest for one server: reads a challenge, creates headers, checks the server's own proof. Not thread-safe.
/// </summary>
/// <param name="credential">User and password. The domain is not part of Digest.</param>
internal sealed class DigestClient(PasswordCredential credential)
{
    private DigestFields? _challenge;
    private DigestAlgorithm? _algorithm;
    private DigestFields? _last;
    private uint _count;

    /// <summary>True once a challenge has been read: the next request can have a header immediately.</summary>
    public bool IsReady => _challenge is not null;

    /// <summary>Chooses the strongest of a server's challenges.</summary>
    /// <param name="challenges">The parameters of each WWW-Authenticate header, behind "Digest ".</param>
    /// <returns>False if none of them can be answered.</returns>
    public bool Take(IEnumerable<string> challenges)
    {
        (_challenge, _algorithm) = (null, null);
        foreach (var text in challenges)
        {
            DigestFields read;
            try
            {
                read = DigestFields.Read(text);
            }
            catch (MalformedException)
            {
                continue;
            }

            var algorithm = DigestAlgorithm.Of(read.Algorithm);
            var hasAuth = read.Protection?.Split(',', StringSplitOptions.TrimEntries)
                .Contains("auth", StringComparer.OrdinalIgnoreCase) == true;
            if (algorithm is null || !hasAuth || read.Nonce.Length == 0
                || (_algorithm == DigestAlgorithm.Sha256 && algorithm == DigestAlgorithm.Md5)) continue;
            (_challenge, _algorithm, _count) = (read, algorithm, 0);
        }

        return IsReady;
    }

    /// <summary>The Authorization header of a request.</summary>
    /// <exception cref="InvalidOperationException">No challenge has been read.</exception>
    public string Authorize(string method, string target)
    {
        if (_challenge is null || _algorithm is null) throw new InvalidOperationException("no Digest challenge has been received");
        _last = _challenge with
        {
            User = credential.User,
            Uri = target,
            ClientNonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            NonceCount = (++_count).ToString("x8", null),
        };
        var response = _algorithm.Response(Secret(), _last, method);
        return $"Digest username={Quoted(_last.User)}, realm={Quoted(_last.Realm)}, nonce={Quoted(_last.Nonce)}, uri={Quoted(target)}, " +
            $"algorithm={_algorithm.Name}, "
            + $"qop=auth, nc={_last.NonceCount}, cnonce=\"{_last.ClientNonce}\", response=\"{response}\"" +
            $"{(_last.Opaque is { } opaque ? $", opaque={Quoted(opaque)}" : "")}";
    }

    /// <summary>Checks the server's Authentication-Info for the last request: that it knows the password too.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been authorized.</exception>
    public bool IsProved(string authenticationInfo)
    {
        if (_last is null || _algorithm is null) throw new InvalidOperationException("nothing has been authorized");
        var expected = _algorithm.Response(Secret(), _last, "");
        return authenticationInfo.Contains($"rspauth=\"{expected}\"", StringComparison.Ordinal);
    }

    private string Secret() => _algorithm!.Secret(credential.User, _challenge!.Realm, credential.Password);

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
