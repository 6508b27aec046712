using Sekimori.Security.Credentials;
using Sekimori.Security.Digest;

namespace Sekimori.Client.WsMan.Http;

/// <summary>HTTP Digest on one connection: the nonce that the server gave, and how often it has been used.</summary>
internal sealed class DigestSession(PasswordCredential credential, Uri address)
{
    private readonly DigestClient _digest = new(credential);

    /// <summary>Chooses the strongest of the server's challenges; false if it offers no supported Digest.</summary>
    internal bool Take(IEnumerable<string> challenges) => _digest.Take(Parameters(challenges));

    /// <summary>After a 401: true if only the nonce was too old, and there is a new one.</summary>
    internal bool TryAgain(IEnumerable<string> challenges)
    {
        var all = Parameters(challenges).ToList();
        return all.Exists(challenge => challenge.Contains("stale=true", StringComparison.OrdinalIgnoreCase)) && _digest.Take(all);
    }

    /// <summary>The Authorization header of the next request.</summary>
    internal string Authorize() => _digest.Authorize("POST", address.PathAndQuery);

    /// <summary>Checks the server's own proof, if it gives one (RFC 7616 3.5).</summary>
    /// <exception cref="WsManClientException">It is wrong: the peer does not know the password.</exception>
    internal void Check(in HttpAnswer answer)
    {
        if (answer.AuthenticationInfo is not { } info || _digest.IsProved(info)) return;
        System.Buffers.ArrayPool<byte>.Shared.Return(answer.Bytes);
        throw new WsManClientException(
            WsManFailure.LogonRefused, $"{address.Authority} has not proved that it knows the password; there may be a man in the middle");
    }

    private static IEnumerable<string> Parameters(IEnumerable<string> challenges) =>
        challenges.Where(challenge => WsManSession.IsOf(challenge, "Digest") && challenge.Length > "Digest ".Length)
        .Select(challenge => challenge["Digest ".Length..]);
}
