using Sekimori.Observations;

namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// A decoded value that reports its own facts. A type with <see cref="ObservedAttribute"/> implements it, unless it is text, UUID or
/// integer.
/// </summary>
public interface IObserved
{
    /// <summary>Adds one kind of fact, none if the value has none.</summary>
    /// <param name="fact">What is wanted.</param>
    /// <param name="facts">Receives the facts.</param>
    void Observe(Fact fact, FactSet facts);
}
