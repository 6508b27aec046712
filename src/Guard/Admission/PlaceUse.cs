namespace Sekimori.Guard.Admission;

/// <summary>What would be lost with a connection.</summary>
internal enum PlaceUse
{
    /// <summary>Nothing: its client can connect again.</summary>
    Idle,

    /// <summary>State that ends with the connection: context handles, references.</summary>
    Holding,

    /// <summary>A call in progress.</summary>
    Working,
}
