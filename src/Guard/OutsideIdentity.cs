namespace Sekimori.Guard;

/// <summary>What another authority said of a caller: enough to look again what that is mapped to here. A caller that proved a local
/// password has none.</summary>
internal sealed record OutsideIdentity
{
    /// <summary>True for a client certificate, false for a Kerberos ticket.</summary>
    public required bool IsCertificate { get; init; }

    /// <summary>The principal with its realm, or the certificate's subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The user principal names of a certificate.</summary>
    public IReadOnlyList<string> PrincipalNames { get; init; } = [];

    /// <summary>The SIDs of a ticket; for a certificate, the thumbprints of those above it in its chain.</summary>
    public IReadOnlyList<string> Vouchers { get; init; } = [];

    /// <summary>What the authority never gives to another account: the user's SID, or the issuer with the serial number; the principal
    /// where a ticket has no SID.</summary>
    public required string Key { get; init; }
}
