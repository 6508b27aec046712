using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Sekimori.Storage.Files;

namespace Sekimori.Storage.Secrets;

/// <summary>
/// Encrypts stored secrets with ASP.NET Core Data Protection: its keys are in the data folder, wrapped if that is configured. Thread-safe.
/// </summary>
internal sealed class SecretProtection
{
    private const string ApplicationName = "Sekimori"; // part of every key's derivation: changed, nothing stored could be read again

    // Data Protection's own figure: then it makes the next key, and keeps the old ones for reading.
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(90);

    private readonly DataFolder _folder;
    private readonly KeyWrapping _wrapping;
    private volatile IDataProtectionProvider _provider;

    /// <summary>Opens the key ring of a data folder; its first key is created when it is first needed.</summary>
    /// <exception cref="IOException">The configured credential cannot be read.</exception>
    /// <exception cref="InvalidDataException">The configured credential or certificate cannot wrap keys, or keys are wrapped and none is
    /// configured.</exception>
    public SecretProtection(DataFolder folder, KeyWrapping? wrapping = null)
    {
        _folder = folder;
        _wrapping = wrapping ?? new KeyWrapping();
        if (_wrapping is { Certificate: not null, Credential: not null })
            throw new InvalidDataException("keys can be wrapped with a certificate or a credential, not with both");
        if (_wrapping is { Certificate: null, Credential: null } && Keys(wrapped: true).Any())
        {
            // Data Protection itself would create a bare key beside them, and encrypt with that.
            throw new InvalidDataException(
                $"the keys in {folder.File("keys")} are wrapped, and neither the certificate nor the credential that wraps them is " +
                $"configured");
        }

        _provider = Open();
    }

    /// <summary>What protects the stored secrets, for people. Less if a key still predates the wrapping.</summary>
    public string Description => _wrapping switch
    {
        _ when HasUnwrappedKeys => "file permissions only (older keys are not wrapped yet)",
        { Certificate: { } certificate } => $"certificate {certificate.Thumbprint}",
        { Credential: { } name } => $"systemd credential {name}",
        _ => "file permissions only",
    };

    /// <summary>Encrypts <paramref name="plain"/> for one purpose: what is encrypted for another cannot be decrypted for it.</summary>
    public string Protect(ReadOnlySpan<byte> plain, params string[] purpose) =>
        Convert.ToBase64String(_provider.CreateProtector(purpose).Protect(plain.ToArray()));

    /// <summary>Decrypts what <see cref="Protect"/> gave.</summary>
    /// <exception cref="CryptographicException">It was changed, belongs to another purpose, or its key is gone or cannot be
    /// unwrapped.</exception>
    /// <exception cref="FormatException">It is not a base64.</exception>
    public byte[] Unprotect(string protectedText, params string[] purpose)
    {
        var bytes = Convert.FromBase64String(protectedText);
        try
        {
            return _provider.CreateProtector(purpose).Unprotect(bytes);
        }
        catch (CryptographicException)
        {
            // Another process may have created a key since this one read the ring.
            _provider = Open();
            return _provider.CreateProtector(purpose).Unprotect(bytes);
        }
    }

    /// <summary>True if keys must be wrapped, and some were created before that was configured.</summary>
    public bool HasUnwrappedKeys => _wrapping is not { Certificate: null, Credential: null } && Keys(wrapped: false).Any();

    /// <summary>
    /// Creates a new, wrapped key and encrypts with it from now on. Earlier secrets can be decrypted until
    /// <see cref="DeleteUnwrappedKeys"/>.
    /// </summary>
    public void MakeKey()
    {
        using var services = Services();
        var now = DateTimeOffset.UtcNow;
        services.GetRequiredService<IKeyManager>().CreateNewKey(now, now + KeyLifetime);
        _provider = Open();
    }

    /// <summary>Deletes the keys that are not wrapped: what they encrypted is lost unless it has been encrypted again.</summary>
    public void DeleteUnwrappedKeys()
    {
        foreach (var key in Keys(wrapped: false)) key.Delete();
        _provider = Open();
    }

    // The provider lives as long as the process; it holds keys in memory.
    private IDataProtectionProvider Open() => Services().GetRequiredService<IDataProtectionProvider>();

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        var builder = services.AddDataProtection().SetApplicationName(ApplicationName).PersistKeysToFileSystem(_folder.Folder("keys"));
        builder.SetDefaultKeyLifetime(KeyLifetime);
        if (_wrapping.Certificate is { } certificate)
        {
            if (!certificate.HasPrivateKey) throw new InvalidDataException("the certificate that wraps keys has no private key");
            builder.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
        }
        else if (_wrapping.Credential is { } name)
        {
            var folder = _wrapping.CredentialFolder
                ?? throw new InvalidDataException($"the systemd credential {name} is configured, but CREDENTIALS_DIRECTORY is not set");
            var key = new CredentialKey(folder, name);
            services.AddSingleton(key);
            services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new CredentialXmlEncryptor(key));
        }

        return services.BuildServiceProvider();
    }

    private IEnumerable<FileInfo> Keys(bool wrapped) => _folder.Folder("keys").EnumerateFiles("key-*.xml")
        .Where(file => File.ReadAllText(file.FullName).Contains("<encryptedSecret", StringComparison.Ordinal) == wrapped);
}
