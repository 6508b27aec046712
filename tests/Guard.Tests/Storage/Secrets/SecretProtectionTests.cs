using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Storage.Accounts;
using Sekimori.Storage.Files;
using Sekimori.Storage.Secrets;

namespace Sekimori.Storage.Tests;

[Trait("Size", "Large")]
public sealed class SecretProtectionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-secrets");
    private readonly DirectoryInfo _credentials = Directory.CreateTempSubdirectory("sekimori-credentials");
    private readonly DataFolder _data;

    public SecretProtectionTests() => _data = new DataFolder(_folder.FullName);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _credentials.Delete(recursive: true);
    }

    [Fact]
    public void Without_wrapping_it_says_that_file_permissions_alone_protect() =>
        Assert.Equal("file permissions only", new SecretProtection(_data).Description);

    [Fact]
    public void Keys_are_wrapped_with_a_certificate_that_is_configured()
    {
        using var certificate = Certificate();
        var wrapping = new KeyWrapping { Certificate = certificate };
        var secret = new SecretProtection(_data, wrapping).Protect("hidden"u8, "test");
        Assert.Equal("hidden"u8, new SecretProtection(_data, wrapping).Unprotect(secret, "test"));
        Assert.Equal($"certificate {certificate.Thumbprint}", new SecretProtection(_data, wrapping).Description);
        Assert.Throws<InvalidDataException>(() => new SecretProtection(_data));
    }

    [Fact]
    public void Keys_are_wrapped_with_a_systemd_credential_that_is_configured()
    {
        var secret = new SecretProtection(_data, Credential("first")).Protect("hidden"u8, "test");
        Assert.Equal("hidden"u8, new SecretProtection(_data, Credential("first")).Unprotect(secret, "test"));
        Assert.Equal("systemd credential first", new SecretProtection(_data, Credential("first")).Description);
        Assert.Throws<InvalidDataException>(() => new SecretProtection(_data));
        Assert.ThrowsAny<CryptographicException>(() => new SecretProtection(_data, Credential("second")).Unprotect(secret, "test"));
    }

    [Fact]
    public void A_credential_that_systemd_did_not_give_is_named() =>
        Assert.Contains("key", Assert.Throws<InvalidDataException>(
            () => new SecretProtection(_data, new KeyWrapping { Credential = "key", CredentialFolder = null })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Wrapping_that_is_configured_later_wraps_what_is_there_and_leaves_no_bare_key()
    {
        new AccountStore(_data, new SecretProtection(_data)).Add("alice", "x");
        Assert.Equal("file permissions only (older keys are not wrapped yet)",
            new SecretProtection(_data, Credential("first")).Description);

        var store = new AccountStore(_data, new SecretProtection(_data, Credential("first")));
        Assert.True(store.Secrets(store.Find("alice")!)!.Password.Matches("x"));
        Assert.Equal("systemd credential first", new SecretProtection(_data, Credential("first")).Description);
        Assert.Throws<InvalidDataException>(() => new SecretProtection(_data));
    }

    [Fact]
    public void What_is_encrypted_for_one_purpose_is_not_decrypted_for_another()
    {
        var protection = new SecretProtection(_data);
        var secret = protection.Protect("hidden"u8, "one");
        Assert.ThrowsAny<CryptographicException>(() => protection.Unprotect(secret, "other"));
    }

    [Fact]
    public void A_key_that_another_process_made_is_found()
    {
        var first = new SecretProtection(_data);
        _ = first.Protect("x"u8, "test");
        var second = new SecretProtection(_data);
        second.MakeKey();
        Assert.Equal("hidden"u8, first.Unprotect(second.Protect("hidden"u8, "test"), "test"));
    }

    private KeyWrapping Credential(string name)
    {
        var path = Path.Combine(_credentials.FullName, name);
        if (!File.Exists(path)) File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(32));
        return new KeyWrapping { Credential = name, CredentialFolder = _credentials.FullName };
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
