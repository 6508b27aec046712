namespace Sekimori.Guard;

/// <summary>Returns whether what callers have opened may stay open, and learns what was ended. Thread-safe.</summary>
public interface IOwnerWatch
{
    /// <summary>Why what this caller has open is to end; null if it may stay.</summary>
    /// <param name="owner">The caller as it was when it opened it.</param>
    string? FindDenialReason(Caller owner);

    /// <summary>Something was ended.</summary>
    /// <param name="owner">Whose it was.</param>
    /// <param name="what">What, in words.</param>
    /// <param name="why">Why.</param>
    void Ended(Caller owner, string what, string why);
}
