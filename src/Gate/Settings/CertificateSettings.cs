namespace Sekimori.Gate.Settings;

/// <summary>Your own certificate for HTTPS.</summary>
internal sealed record CertificateSettings
{
    /// <summary>
    /// PEM (certificate, intermediates, key) or PFX; null: one is created at the first start and kept in the data folder.
    /// </summary>
    public string? File { get; init; }

    /// <summary>The key, if the PEM file does not contain it.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A file whose first line is the password of PFX or key.</summary>
    public string? PasswordFile { get; init; }
}
