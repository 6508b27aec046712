
namespace Sekimori.Gate.Settings;

/// <summary>
/// How the keys that encrypt stored secrets are wrapped. At most one of both; with neither, only file permissions protect them.
/// </summary>
internal sealed record SecretSettings
{
    /// <summary>A PFX or PEM file with an RSA certificate and its key.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A file whose first line is the password of <see cref="CertificateFile"/>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The name of a systemd credential (LoadCredential= or LoadCredentialEncrypted= of the unit).</summary>
    public string? SystemdCredential { get; init; }
}
