namespace Sekimori.Guard.Policy;

/// <summary>Names that a policy may use for interfaces and their operations. The guard knows numbers only: whoever reads a policy brings the names.</summary>
public interface IInterfaceNames
{
    /// <summary>The interfaces with this name or alias, in any case: several where versions of one have their own UUIDs, none for an unknown name.</summary>
    IReadOnlyList<Guid> Find(string name);

    /// <summary>The interface's name; null if it is not known.</summary>
    string? NameOf(Guid uuid);

    /// <summary>The number of the operation with this name, in any case; -1 where there is none.</summary>
    int OperationNumber(Guid uuid, string operation);

    /// <summary>How many operations the interface has; 0 if it is not known.</summary>
    int OperationCount(Guid uuid);
}
