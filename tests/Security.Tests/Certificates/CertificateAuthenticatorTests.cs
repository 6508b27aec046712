using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;
using Sekimori.Security.Tests.Accounts;

namespace Sekimori.Security.Tests.Certificates;

public sealed class CertificateAuthenticatorTests : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2", ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly FakeTime _time = new();
    private readonly FakeDirectory _accounts = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority, _other;

    public CertificateAuthenticatorTests()
    {
        _accounts.Set("alice", "x");
        _authority = Authority("CN=authority");
        _other = Authority("CN=other");
    }

    public void Dispose()
    {
        _key.Dispose();
        _authority.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("CN=alice, O=Lab")]
    [InlineData("cn=ALICE, o=lab")]
    [InlineData("alice@lab.test")]
    public void A_mapped_certificate_is_the_account_by_subject_or_UPN(string mapped)
    {
        Map(mapped, _authority);
        var logon = Authenticate(Leaf());
        Assert.Null(logon.Refusal);
        Assert.Equal("alice", logon.Identity!.ToCaller(logon.Outside!, "Certificate", ProtectionLevel.Privacy, null).Account);
    }

    [Theory]
    [InlineData("*@lab.test", CertificateNameKind.Unspecified, false)]
    [InlineData("*@lab.test", CertificateNameKind.PrincipalName, false)]
    [InlineData("*@lab.test", CertificateNameKind.Subject, true)]
    [InlineData("CN=printer7@lab.test", CertificateNameKind.Unspecified, true)]
    [InlineData("CN=printer7@lab.test", CertificateNameKind.PrincipalName, false)]
    [InlineData("*lab.test", CertificateNameKind.Unspecified, false)]
    [InlineData("CN=printer7*", CertificateNameKind.Unspecified, true)]
    [InlineData("*", CertificateNameKind.Unspecified, true)]
    public void A_subject_is_not_taken_for_a_user_principal_name(string mapped, CertificateNameKind kind, bool isTaken)
    {
        Map(mapped, _authority, kind);
        Assert.Equal(isTaken, Authenticate(Leaf(subject: "CN=printer7@lab.test", upn: null)).Identity is not null);
    }

    [Theory]
    [InlineData("*@lab.test", CertificateNameKind.Unspecified, true)]
    [InlineData("alice@*", CertificateNameKind.Unspecified, true)]
    [InlineData("*@lab.test", CertificateNameKind.Subject, false)]
    [InlineData("*lab.test", CertificateNameKind.Unspecified, false)]
    [InlineData("*lab.test", CertificateNameKind.PrincipalName, true)]
    [InlineData("*@lab.test, O=Lab", CertificateNameKind.Unspecified, false)]
    public void A_user_principal_name_is_not_taken_for_a_subject(string mapped, CertificateNameKind kind, bool isTaken)
    {
        Map(mapped, _authority, kind);
        Assert.Equal(isTaken, Authenticate(Leaf()).Identity is not null);
    }

    [Fact]
    public void Two_certificates_of_one_subject_from_two_issuers_are_two_callers_and_the_same_one_is_one()
    {
        foreach (var issuer in (X509Certificate2[])[_authority, _other])
        {
            _accounts.Mapped.Add(
                new IdentityMapping(IdentityKind.Certificate, "CN=alice*", null, Role.Operator,
                issuer.GetCertHashString(HashAlgorithmName.SHA256)));
        }

        CallerIdentity Of(X509Certificate2 leaf)
        {
            var logon = Authenticate(leaf, _authority, _other);
            return logon.Identity!.ToCaller(logon.Outside!, "Certificate", ProtectionLevel.Privacy, null).Identity;
        }

        using var one = Leaf();
        Assert.Equal(Of(one), Of(one));
        Assert.NotEqual(Of(one), Of(Leaf(_other)));
    }

    [Fact]
    public void Without_a_mapping_it_is_refused() => AssertRefused(RefusalReason.UnknownAccount, Authenticate(Leaf()));

    [Fact]
    public void The_same_subject_of_another_authority_is_refused()
    {
        Map("CN=alice, O=Lab", _authority);
        AssertRefused(RefusalReason.Untrusted, Authenticate(Leaf(_other)));
        // Trusted, yet not the issuer that the mapping names.
        AssertRefused(RefusalReason.UnknownAccount, Authenticate(Leaf(_other), _authority, _other));
    }

    [Fact]
    public void A_disabled_account_is_refused()
    {
        Map("CN=alice, O=Lab", _authority);
        _accounts.Set("alice", "x", enabled: false);
        AssertRefused(RefusalReason.Disabled, Authenticate(Leaf()));
    }

    [Fact]
    public void An_expired_certificate_and_one_for_servers_are_refused()
    {
        Map("CN=alice, O=Lab", _authority);
        AssertRefused(RefusalReason.Untrusted, Authenticate(Leaf(use: ServerAuthentication)));
        var leaf = Leaf();
        _time.Pass(TimeSpan.FromDays(60));
        AssertRefused(RefusalReason.Expired, Authenticate(leaf));
    }

    [Fact]
    public void A_certificate_that_signed_itself_is_refused()
    {
        using var own = Authority("CN=alice, O=Lab");
        Map("CN=alice, O=Lab", own);
        AssertRefused(RefusalReason.Untrusted, Authenticate(own));
    }

    [Fact]
    public void Where_revocation_is_looked_up_and_nobody_can_tell_it_is_refused()
    {
        Map("CN=alice, O=Lab", _authority);
        var trust = new CertificateTrust { Authorities = [_authority], LookupTimeout = TimeSpan.FromSeconds(1) };
        AssertRefused(RefusalReason.Revoked, new CertificateAuthenticator(_accounts, trust, _time).Authenticate(Leaf()));
        Assert.Null(new CertificateAuthenticator(_accounts, trust with { AllowUnknownRevocation = true }, _time).Authenticate(Leaf())
            .Refusal);
    }

    private void Map(string identity, X509Certificate2 issuer, CertificateNameKind name = CertificateNameKind.Unspecified) =>
        _accounts.Mapped.Add(
        new IdentityMapping(IdentityKind.Certificate, identity, "alice", Issuer: issuer.GetCertHashString(HashAlgorithmName.SHA256),
        Name: name));

    private CertificateLogon Authenticate(X509Certificate2 leaf, params X509Certificate2[] trusted) =>
        new CertificateAuthenticator(_accounts,
        new CertificateTrust { Authorities = trusted.Length > 0 ? trusted : [_authority], Revocation = X509RevocationMode.NoCheck },
        _time).Authenticate(leaf);

    private static void AssertRefused(RefusalReason reason, CertificateLogon logon)
    {
        Assert.Null(logon.Identity);
        Assert.Equal(reason, logon.Refusal?.Reason);
    }

    private X509Certificate2 Authority(string name)
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(_time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(365));
    }

    private X509Certificate2 Leaf(
        X509Certificate2? issuer = null, string use = ClientAuthentication, string subject = "CN=alice, O=Lab",
        string? upn = "alice@lab.test")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("alice.lab.test");
        if (upn is not null) names.AddUserPrincipalName(upn);
        request.CertificateExtensions.Add(names.Build());
        return request.Create(issuer ?? _authority, _time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(30), [1, 2, 3]);
    }
}
