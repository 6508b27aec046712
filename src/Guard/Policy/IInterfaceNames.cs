namespace Sekimori.Guard.Policy;

/// <summary>
/// Names of interfaces and their operations for policies. The guard knows numbers only: the reader of a policy supplies the names.
/// </summary>
internal interface IInterfaceNames
{
    /// <summary>
    /// The interfaces with this name or alias, ignoring case: several if versions of one have their own UUIDs, none for an unknown name.
    /// </summary>
    IReadOnlyList<Guid> Find(string name);

    /// <summary>The interface's name; null if it is not known.</summary>
    string? NameOf(Guid uuid);

    /// <summary>The number of the operation with this name, ignoring case; -1 if there is none.</summary>
    int OperationNumber(Guid uuid, string operation);

    /// <summary>How many operations the interface has; 0 if it is not known.</summary>
    int OperationCount(Guid uuid);
}
