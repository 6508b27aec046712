namespace Sekimori.Security.Accounts;

/// <summary>
/// Accounts whose mappings can be changed. Each change is in effect for the next logon, here and in every process that has the same
/// accounts. Thread-safe.
/// </summary>
internal interface IMappingStore : IAccountDirectory
{
    /// <summary>
    /// Maps an outside identity. What it was mapped to before is forgotten; a certificate's name is one identity for each issuer.
    /// </summary>
    /// <param name="mapping">The mapping; its account, if it names one, exists.</param>
    /// <exception cref="AccountDirectoryException">It cannot be kept.</exception>
    void Map(IdentityMapping mapping);

    /// <summary>Forgets what an outside identity is mapped to.</summary>
    /// <param name="kind">What the identity is.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="issuer">For certificates: the issuer; null for all of them.</param>
    /// <exception cref="AccountDirectoryException">It is not mapped, or that cannot be kept.</exception>
    void Unmap(IdentityKind kind, string identity, string? issuer = null);
}
