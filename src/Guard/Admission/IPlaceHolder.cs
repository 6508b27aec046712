namespace Sekimori.Guard.Admission;

/// <summary>The connection that has a place.</summary>
internal interface IPlaceHolder
{
    /// <summary>
    /// What would be lost with the connection now. Called under a lock: only read memory, and take no lock that is held while the admission
    /// is called.
    /// </summary>
    PlaceUse Use { get; }

    /// <summary>Closes the connection, because another peer needs its place or memory. Called without a lock.</summary>
    /// <param name="cause">What was exhausted.</param>
    void Evict(RefusalCause cause);
}
