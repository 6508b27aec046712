using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sekimori.Security.Accounts;
using Sekimori.Wire;

namespace Sekimori.Security.Digest;

/// <summary>
/// The server's side of HTTP Digest (RFC 7616) against the local accounts: SHA-256 and MD5, qop "auth", nonces that expire, counts that are
/// checked. Thread-safe.
/// </summary>
/// <param name="accounts">The local accounts.</param>
/// <param name="throttle">Slows guessing; the same one for every scheme.</param>
/// <param name="time">The clock.</param>
/// <param name="realm">The realm of the accounts' hashes.</param>
public sealed class DigestAuthenticator(
    IAccountDirectory accounts, LogonThrottle throttle, TimeProvider time, string realm = AccountSecrets.DefaultRealm)
{
    private const string Scheme = "Digest";

    // long enough for a session's requests, short for whoever records them
    private readonly DigestNonces _nonces = new(time, TimeSpan.FromMinutes(5));

    /// <summary>The WWW-Authenticate headers of an answer 401, the stronger first (RFC 7616 3.7).</summary>
    /// <param name="isStale">Whether only the nonce was too old.</param>
    public IReadOnlyList<string> Challenges(bool isStale = false)
    {
        var nonce = _nonces.Make();
        return [Challenge(DigestAlgorithm.Sha256), Challenge(DigestAlgorithm.Md5)];

        string Challenge(DigestAlgorithm algorithm) =>
            $"Digest realm=\"{realm}\", qop=\"auth\", algorithm={algorithm.Name}, nonce=\"{nonce}\", " +
            $"charset=UTF-8{(isStale ? ", stale=true" : "")}";
    }

    /// <summary>Checks an Authorization header.</summary>
    /// <param name="parameters">What follows "Digest ".</param>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's target as it was sent ("/wsman").</param>
    /// <param name="remote">The peer's address.</param>
    internal DigestLogon Authenticate(string parameters, string method, string target, IPAddress? remote)
    {
        try
        {
            return Check(DigestFields.Read(parameters), method, target, remote);
        }
        catch (MalformedException malformed)
        {
            return Refuse(null, RefusalReason.Malformed, malformed.Message);
        }
        catch (AccountDirectoryException unavailable)
        {
            return Refuse(null, RefusalReason.Unavailable, unavailable.Message);
        }
    }

    private DigestLogon Check(DigestFields fields, string method, string target, IPAddress? remote)
    {
        var user = fields.User;
        if (DigestAlgorithm.Of(fields.Algorithm) is not { } algorithm)
            return Refuse(user, RefusalReason.NoCommonMechanism, $"algorithm {fields.Algorithm}");
        if (fields.Protection != "auth") return Refuse(user, RefusalReason.TooWeak, "qop is not \"auth\"");
        if (fields.Realm != realm || fields.IsUserHashed) return Refuse(user, RefusalReason.WrongTarget, "another realm, or a hashed name");
        if (fields.Uri != target) return Refuse(user, RefusalReason.WrongTarget, "the header is for another target"); // RFC 7616 3.4.6
        if (fields.ClientNonce.Length == 0 || fields.NonceCount.Length != 8
            || !uint.TryParse(fields.NonceCount, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var count))
        {
            return Refuse(user, RefusalReason.Malformed, "cnonce or nc");
        }

        if (_nonces.Expiry(fields.Nonce) is not { } until) return Refuse(user, RefusalReason.Expired, "an unknown nonce", isStale: true);
        if (throttle.Check(user, remote) is { } wait)
            return Refuse(user, wait.Reason, $"{Math.Ceiling(wait.Wait.TotalSeconds)} s until the next attempt");

        // A name that does not exist takes the same way, with hashes that nobody has.
        var account = accounts.Find(user);
        var secrets = accounts.Secrets(account);
        if (secrets is null || secrets.DigestRealm != realm) return Refuse(user, RefusalReason.NoSecret, "");
        var secret = Convert.ToHexStringLower(algorithm == DigestAlgorithm.Sha256 ? secrets.DigestSha256 : secrets.DigestMd5);
        var expected = Encoding.ASCII.GetBytes(algorithm.Response(secret, fields, method));
        if (account is null || !CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(fields.Response)))
        {
            throttle.Failed(user, remote);
            return Refuse(user, account is null ? RefusalReason.UnknownAccount : RefusalReason.WrongPassword, "");
        }

        if (!account.Enabled) return Refuse(user, RefusalReason.Disabled, "");
        if (until <= time.GetUtcNow()) return Refuse(user, RefusalReason.Expired, "the nonce", isStale: true);
        if (!_nonces.Take(fields.Nonce, count, until))
            return Refuse(user, RefusalReason.Replayed, $"nc {fields.NonceCount} of this nonce has been used", isStale: true);

        throttle.Succeeded(user, remote);
        return new DigestLogon(account, null, AuthenticationInfo:
            $"qop=auth, rspauth=\"{algorithm.Response(secret, fields, "")}\", cnonce=\"{Escaped(fields.ClientNonce)}\", " +
            $"nc={fields.NonceCount}");
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static DigestLogon Refuse(string? user, RefusalReason reason, string detail, bool isStale = false) =>
        new(null, new Refusal(Scheme, user, reason, detail), isStale);
}
