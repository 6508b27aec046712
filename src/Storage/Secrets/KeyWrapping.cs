using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Storage.Secrets;

/// <summary>What the keys that protect stored secrets are themselves wrapped with. At most one of both; neither means that file permissions only protect them.</summary>
public sealed record KeyWrapping
{
    /// <summary>A certificate with its private RSA key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The name of a systemd credential (LoadCredential= or LoadCredentialEncrypted= of systemd.exec(5)): a file in <see cref="CredentialFolder"/>.</summary>
    public string? Credential { get; init; }

    /// <summary>Where systemd puts credentials: $CREDENTIALS_DIRECTORY of this process where nothing else is said.</summary>
    public string? CredentialFolder { get; init; } = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
}
