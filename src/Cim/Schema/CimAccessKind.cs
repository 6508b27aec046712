namespace Sekimori.Cim.Schema;

/// <summary>What a caller wants to do with a class.</summary>
public enum CimAccessKind
{
    /// <summary>Read instances: by path, by enumeration, by query, as the end of an association, or embedded in another object.</summary>
    Read,

    /// <summary>Read the definition of the class itself.</summary>
    ReadClass,

    /// <summary>Call a method.</summary>
    Invoke,

    /// <summary>Change an instance. The answer holds the changed instance.</summary>
    Put,

    /// <summary>Make an instance.</summary>
    Create,

    /// <summary>Delete an instance.</summary>
    Delete,

    /// <summary>Make, change or delete the class itself.</summary>
    WriteClass,
}
