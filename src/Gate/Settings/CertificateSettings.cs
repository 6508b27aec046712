namespace Sekimori.Gate.Settings;

/// <summary>A certificate of one's own for HTTPS.</summary>
public sealed record CertificateSettings
{
    /// <summary>PEM (certificate, intermediates, key) or PFX; null: one is made at the first start and kept in the data folder.</summary>
    public string? File { get; init; }

    /// <summary>The key, where a PEM file is not true it.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A file whose first line is the password of PFX or key.</summary>
    public string? PasswordFile { get; init; }
}
