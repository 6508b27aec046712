using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>HTTP Basic (RFC 7617) against the local accounts: over TLS only, unless the settings allow what is not encrypted.</summary>
/// <param name="passwords">Checks names and passwords.</param>
/// <param name="accounts">Returns whether an account is still as it was; if it is given, a connection that sends the same credentials again
/// is not checked again.</param>
public sealed class BasicLogon(PasswordAuthenticator passwords, IAccountDirectory? accounts = null) : IHttpLogon
{
    private const string Name = "Basic";

    // A name of 64 and a password of 256 characters, four bytes each, in base64.
    private const int MaxCredentialChars = 2048;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public string Scheme => Name;

    /// <inheritdoc/>
    public bool IsOffered(WsManConnection connection, WsManSettings settings) =>
        settings.Basic && (connection.IsTls || settings.AllowUnencrypted);

    /// <inheritdoc/>
    public void Challenge(ICollection<string> challenges) => challenges.Add("Basic realm=\"" + AccountSecrets.DefaultRealm + "\"");

    /// <inheritdoc/>
    public async ValueTask<HttpLogonResult> LogonAsync(HttpLogonRequest request, CancellationToken cancellationToken)
    {
        var (connection, credentials) = (request.Connection, request.Credentials);
        if (IsKnown(connection, credentials) is { } known) return known;
        if (!TryDecode(credentials, out var name, out var password))
            return HttpLogonResult.Refused(
                new Refusal(Name, null, RefusalReason.Malformed, "the credentials are not base64 of name:password"));
        var outcome = await passwords.AuthenticateAsync(Name, name, password, connection.Remote?.Address, cancellationToken)
            .ConfigureAwait(false);
        if (outcome.Account is not { } account) return HttpLogonResult.Refused(outcome.Refusal!, outcome.RetryAfter);
        var proved = HttpLogonResult.Proved(account.ToCaller(Name, connection.Level, connection.Remote));
        connection.Named = (proved.Caller!, name);
        if (accounts is not null && connection.Handshake is null or Remembered)
            connection.Handshake = new Remembered(credentials, account, proved);
        return proved;
    }

    /// <summary>The proof of before, where the connection sends the very same credentials and the account has not changed since.</summary>
    private HttpLogonResult? IsKnown(WsManConnection connection, string credentials) =>
        connection.Handshake is Remembered before && accounts?.Find(before.Account.Name) is { Enabled: true } now
        && now.Stamp == before.Account.Stamp
        && CryptographicOperations.FixedTimeEquals(
            MemoryMarshal.AsBytes(credentials.AsSpan()), MemoryMarshal.AsBytes(before.Credentials.AsSpan()))
            ? before.Result
            : null;

    // The credentials themselves: Kestrel keeps this very string as long as the connection, for the next request that has the same header.
    // A digest of them would hide nothing, and costs a twelfth of a request.
    private sealed class Remembered(string credentials, Account account, HttpLogonResult result)
    {
        public string Credentials => credentials;

        public Account Account => account;

        public HttpLogonResult Result => result;
    }

    private static bool TryDecode(string credentials, out string name, out string password)
    {
        (name, password) = ("", "");
        if (credentials.Length > MaxCredentialChars) return false;
        var bytes = ArrayPool<byte>.Shared.Rent(MaxCredentialChars);
        try
        {
            if (!Convert.TryFromBase64String(credentials, bytes, out var count)) return false;
            var text = Decode(bytes.AsSpan(0, count));
            var colon = text.IndexOf(':');
            if (colon < 0) return false;
            (name, password) = (text[..colon], text[(colon + 1)..]);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    // RFC 7617 2.1: UTF-8 where a client can; Python's requests sends Latin-1.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
