using Sekimori.Guard.Admission;

namespace Sekimori.Server.Admission;

/// <summary>Takes the numbers of a gate, for whoever watches the server. Thread-safe.</summary>
public interface IAdmissionMeter
{
    /// <summary>Counts a connection that was refused, or had to make way.</summary>
    /// <param name="door">The door that it came to.</param>
    /// <param name="cause">What was short.</param>
    void CountRefused(Door door, RefusalCause cause);

    /// <summary>Shows a number that is read when somebody asks for it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Reads it.</param>
    /// <param name="description">What it is.</param>
    void Show(string name, Func<long> value, string description);
}
