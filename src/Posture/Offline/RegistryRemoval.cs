namespace Sekimori.Posture.Offline;

/// <summary>What an entry of a file takes away.</summary>
internal enum RegistryRemoval
{
    /// <summary>Nothing: it sets a value.</summary>
    None,

    /// <summary>One value.</summary>
    Value,

    /// <summary>All values of a key, not those of its subkeys.</summary>
    Values,

    /// <summary>A key with its subkeys.</summary>
    Key,
}
