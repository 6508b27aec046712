using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.Security.Certificates;

/// <summary>
/// Checks a client's TLS certificate (WS-Management's https/mutual profile): the chain to a trusted authority, its use, its time, its
/// revocation; then which account it is mapped to. TLS itself has proved that the client has the key. Thread-safe. May wait for revocation
/// lists: call it where waiting is allowed.
/// </summary>
public sealed class CertificateAuthenticator(IAccountDirectory accounts, CertificateTrust trust, TimeProvider time)
{
    private const string Scheme = "Certificate";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2"; // RFC 5280 4.2.1.12
    private const string SubjectAlternativeName = "2.5.29.17";
    private const string UserPrincipalName = "1.3.6.1.4.1.311.20.2.3"; // [MS-WCCE] 2.2.2.7.5 szOID_NT_PRINCIPAL_NAME

    /// <summary>Checks a certificate.</summary>
    /// <param name="certificate">What the client showed.</param>
    /// <param name="sent">The other certificates that it sent with it.</param>
    internal CertificateLogon Authenticate(X509Certificate2 certificate, X509Certificate2Collection? sent = null)
    {
        var subject = certificate.Subject;
        using var chain = new X509Chain();
        Configure(chain.ChainPolicy, sent);
        var trusted = chain.Build(certificate);
        try
        {
            // Only of a chain that is trusted otherwise: nobody else's certificate shall make us look anything up where it says.
            if (trusted && trust.Revocation != X509RevocationMode.NoCheck)
            {
                foreach (var element in chain.ChainElements) element.Certificate.Dispose();
                chain.ChainPolicy.RevocationMode = trust.Revocation;
                trusted = chain.Build(certificate);
            }

            if (!trusted) return Refuse(Why(chain.ChainStatus), string.Join(", ", chain.ChainStatus.Select(status => status.Status)));

            // Above the certificate itself; one that signed itself is its own issuer.
            // By both hashes: winrm's mappings name it by SHA-1, which is no weakness here: the chain is trusted, and nobody can create a
            // second certificate with an authority's hash.
            var issuers = chain.ChainElements.Skip(chain.ChainElements.Count > 1 ? 1 : 0)
                .SelectMany(element => new[]
                {
                    element.Certificate.GetCertHashString(HashAlgorithmName.SHA256),
                    element.Certificate.GetCertHashString(HashAlgorithmName.SHA1)
                });
            var outside = new OutsideIdentity
            {
                IsCertificate = true, Subject = subject, PrincipalNames = PrincipalNames(certificate), Vouchers = [.. issuers],
                // A subject can be had from any authority; an authority gives a serial number once (RFC 5280 4.1.2.2).
                Key = $"{issuers.First()}/{certificate.SerialNumber}/{subject}",
            };
            var identity = IdentityMapper.Of(accounts, outside);
            if (identity.Refusal is { } reason) return Refuse(reason, $"it is mapped to \"{identity.Name}\"");
            return identity == MappedIdentity.Nobody
                ? Refuse(RefusalReason.UnknownAccount, "it is not mapped")
                : new CertificateLogon(identity, outside, null);
        }
        catch (AccountDirectoryException unavailable)
        {
            return Refuse(RefusalReason.Unavailable, unavailable.Message);
        }
        finally
        {
            foreach (var element in chain.ChainElements) element.Certificate.Dispose();
        }

        CertificateLogon Refuse(RefusalReason reason, string detail) => new(null, null, new Refusal(Scheme, subject, reason, detail));
    }

    private void Configure(X509ChainPolicy policy, X509Certificate2Collection? sent)
    {
        policy.VerificationTime = time.GetUtcNow().LocalDateTime;
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        // A client must not make us fetch from an address in its certificate.
        policy.DisableCertificateDownloads = true;
        policy.UrlRetrievalTimeout = trust.LookupTimeout;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.RevocationFlag = X509RevocationFlag.ExcludeRoot;
        if (trust.AllowUnknownRevocation)
            policy.VerificationFlags |= X509VerificationFlags.IgnoreEndRevocationUnknown
                | X509VerificationFlags.IgnoreCertificateAuthorityRevocationUnknown;
        if (sent is not null) policy.ExtraStore.AddRange(sent);
        if (trust.Authorities.Count == 0) return;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        foreach (var authority in trust.Authorities) policy.CustomTrustStore.Add(authority);
    }

    private static RefusalReason Why(X509ChainStatus[] statuses)
    {
        var all = statuses.Aggregate(X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
        const X509ChainStatusFlags revocation = X509ChainStatusFlags.Revoked | X509ChainStatusFlags.RevocationStatusUnknown
            | X509ChainStatusFlags.OfflineRevocation;
        if ((all & ~(revocation | X509ChainStatusFlags.NotTimeValid)) != 0) return RefusalReason.Untrusted;
        return (all & X509ChainStatusFlags.NotTimeValid) != 0 ? RefusalReason.Expired : RefusalReason.Revoked;
    }

    private static List<string> PrincipalNames(X509Certificate2 certificate)
    {
        var found = new List<string>();
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value != SubjectAlternativeName) continue;
            try
            {
                var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData)
                {
                    // otherName [0] of RFC 5280 4.2.1.6: an identifier, then its value in its own [0].
                    if (names.PeekTag() is not { TagClass: TagClass.ContextSpecific, TagValue: 0 } tag)
                    {
                        names.ReadEncodedValue();
                        continue;
                    }

                    var other = names.ReadSequence(tag);
                    if (other.ReadObjectIdentifier() == UserPrincipalName)
                    {
                        found.Add(other.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true))
                            .ReadCharacterString(UniversalTagNumber.UTF8String));
                    }
                }
            }
            catch (AsnContentException)
            {
                // An unreadable name is none; the subject still counts.
            }
        }

        return found;
    }
}
