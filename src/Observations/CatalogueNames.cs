using Sekimori.Guard.Policy;

namespace Sekimori.Observations;

/// <summary>The catalogue's names, as policies read them.</summary>
internal sealed class CatalogueNames : IInterfaceNames
{
    /// <inheritdoc/>
    public IReadOnlyList<Guid> Find(string name) => [.. InterfaceCatalogue.Find(name).Select(known => known.Uuid)];

    /// <inheritdoc/>
    public string? NameOf(Guid uuid) => InterfaceCatalogue.Get(uuid) is { Name.Length: > 0 } known ? known.Name : null;

    /// <inheritdoc/>
    public int OperationNumber(Guid uuid, string operation) => InterfaceCatalogue.Get(uuid).Opnum(operation);

    /// <inheritdoc/>
    public int OperationCount(Guid uuid) => InterfaceCatalogue.Get(uuid).OperationCount;
}
