namespace Sekimori.Gate.Settings;

/// <summary>The account with which the regular audit reads the computers of a directory. It is not used on the hosts.</summary>
internal sealed record PostureDirectorySettings
{
    /// <summary>The account: NAME, DOMAIN\NAME, or NAME@REALM.</summary>
    public string User { get; init; } = "";

    /// <summary>A file whose first line is the password; null with a keytab.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>A keytab with the account's keys, for Kerberos; null with a password.</summary>
    public string? Keytab { get; init; }

    /// <summary>Trusted authorities (PEM) for ldaps://; null for the system's.</summary>
    public string? Authorities { get; init; }

    /// <summary>The name of this machine in NTLM logons; null for the default, empty for none.</summary>
    public string? Workstation { get; init; }
}
