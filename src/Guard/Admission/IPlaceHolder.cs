namespace Sekimori.Guard.Admission;

/// <summary>The connection that has a place.</summary>
public interface IPlaceHolder
{
    /// <summary>What would be lost with the connection now. Called under a lock: check memory, take no lock of one's own that is held while the admission is called.</summary>
    PlaceUse Use { get; }

    /// <summary>Close the connection: another peer needs its place or its memory. Called without a lock.</summary>
    /// <param name="cause">What was short.</param>
    void Evict(RefusalCause cause);
}
