using System.Security.Cryptography.X509Certificates;

namespace Sekimori.Storage.Secrets;

/// <summary>
/// How the keys that protect stored secrets are themselves wrapped. At most one of both; neither means that only file permissions protect
/// them.
/// </summary>
internal sealed record KeyWrapping
{
    /// <summary>A certificate with its private RSA key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// The name of a systemd credential (LoadCredential= or LoadCredentialEncrypted= of systemd.exec(5)): a file in
    /// <see cref="CredentialFolder"/>.
    /// </summary>
    public string? Credential { get; init; }

    /// <summary>Where systemd puts credentials: by default $CREDENTIALS_DIRECTORY of this process.</summary>
    public string? CredentialFolder { get; init; } = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
}
