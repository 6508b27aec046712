namespace Sekimori.Gate.Settings;

/// <summary>How the revocation of a client certificate is checked.</summary>
internal enum ClientRevocation
{
    /// <summary>A certificate passes only if a revocation source says that it has not been revoked.</summary>
    Required,

    /// <summary>A certificate passes unless a revocation source says that it has been revoked.</summary>
    WhereKnown,

    /// <summary>Nobody is asked.</summary>
    Off,
}
