namespace Sekimori.Interop.Gateway;

/// <summary>The tests that share one domain controller behind one gate.</summary>
[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<GatewayFixture>
{
    /// <summary>Its name.</summary>
    public const string Name = "gateway";
}
