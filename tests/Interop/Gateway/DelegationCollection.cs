namespace Sekimori.Interop.Gateway;

/// <summary>The tests that share one realm behind gates that act for their callers.</summary>
[CollectionDefinition(Name)]
public sealed class DelegationCollection : ICollectionFixture<DelegationFixture>
{
    /// <summary>Its name.</summary>
    public const string Name = "delegation";
}
