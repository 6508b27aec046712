using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.WsMan;

/// <summary>
/// Logon by the certificate that the client showed in the first TLS handshake ([DSP0226] C.3.5 https/mutual): the chain is checked here,
/// and a mapping says which account it is. Clients ask for it by the profile's URI in Authorization; that they have the key, TLS has
/// proved.
/// </summary>
/// <param name="certificates">Checks certificates.</param>
/// <param name="accounts">Accounts and mappings, to see whether they are still as they were.</param>
/// <param name="time">The clock.</param>
public sealed class ClientCertificateLogon(CertificateAuthenticator certificates, IAccountDirectory accounts, TimeProvider time)
    : IHttpLogon
{
    /// <summary>The profile's URI, which is in Authorization in a scheme's place.</summary>
    public const string Profile = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";

    private const string Name = "Certificate";

    // A connection's certificate is checked again now and then: it may have been revoked.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Scheme => Profile;

    /// <inheritdoc/>
    public bool IsOffered(WsManConnection connection, WsManSettings settings) => settings.Certificate && connection.IsTls;

    /// <inheritdoc/>
    public void Challenge(ICollection<string> challenges)
    {
        // TLS has already requested it; HTTP has no challenge for it.
    }

    /// <inheritdoc/>
    public async ValueTask<HttpLogonResult> LogonAsync(HttpLogonRequest request, CancellationToken cancellationToken)
    {
        var connection = request.Connection;
        if (connection.ClientCertificate is not { } shown)
            return HttpLogonResult.Refused(new Refusal(Name, null, RefusalReason.NoSecret, "the client presented no certificate"));
        if (IsKnown(connection) is { } known) return known;
        var mappings = accounts.Mappings;
        // Lists of revoked certificates may have to be fetched: not on a thread that serves others.
        var logon = await Task.Run(() => certificates.Authenticate(shown.Certificate, shown.Sent), cancellationToken).ConfigureAwait(false);
        if (logon.Identity is not { } identity) return HttpLogonResult.Refused(logon.Refusal!);
        var proved = HttpLogonResult.Proved(identity.ToCaller(logon.Outside!, Name, ProtectionLevel.Privacy, connection.Remote));
        (connection.Handshake as IDisposable)?.Dispose();
        connection.Handshake = new Remembered(mappings, identity.Account, time.GetUtcNow() + LookAgain, proved);
        return proved;
    }

    private HttpLogonResult? IsKnown(WsManConnection connection) =>
        connection.Handshake is Remembered before && before.Until > time.GetUtcNow() && ReferenceEquals(accounts.Mappings, before.Mappings)
        && (before.Account is not { } account || accounts.FindRecent(account.Name)?.Stamp == account.Stamp)
            ? before.Result
            : null;

    private sealed record Remembered(
        IReadOnlyList<IdentityMapping> Mappings, Account? Account, DateTimeOffset Until, HttpLogonResult Result);
}
