using Sekimori.Guard.Admission;

namespace Sekimori.Server.Admission;

/// <summary>Receives the numbers of a gate, for monitoring. Thread-safe.</summary>
internal interface IAdmissionMeter
{
    /// <summary>Counts a connection that was denied, or closed in favour of another.</summary>
    /// <param name="door">The kind of listener.</param>
    /// <param name="cause">What was exhausted.</param>
    void CountRefused(Door door, RefusalCause cause);

    /// <summary>Exposes a number, which is read on request.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Reads it.</param>
    /// <param name="description">Its description.</param>
    void Show(string name, Func<long> value, string description);
}
