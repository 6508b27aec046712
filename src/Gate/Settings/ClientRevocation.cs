namespace Sekimori.Gate.Settings;

/// <summary>What is asked about a client certificate's revocation.</summary>
public enum ClientRevocation
{
    /// <summary>A certificate passes only where somebody says that it has not been revoked.</summary>
    Required,

    /// <summary>A certificate passes unless somebody says that it has been revoked.</summary>
    WhereKnown,

    /// <summary>Nobody is asked.</summary>
    Off,
}
