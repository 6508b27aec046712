namespace Sekimori.Guard.Admission;

/// <summary>Counts the memory that one connection makes the server hold. Thread-safe.</summary>
internal interface IMemoryMeter
{
    /// <summary>
    /// Asks whether that much more may be held. What was allowed is given back with <see cref="Release"/>, or ends with the connection.
    /// </summary>
    /// <param name="bytes">How many bytes.</param>
    /// <returns>False if there is no logon and a budget would be exceeded; nothing is counted then.</returns>
    bool TryHold(int bytes);

    /// <summary>Gives back what was allowed.</summary>
    /// <param name="bytes">The number of bytes; at most what was allowed.</param>
    void Release(int bytes);
}
