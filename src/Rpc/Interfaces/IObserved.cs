using Sekimori.Observations;

namespace Sekimori.Rpc.Interfaces;

/// <summary>A decoded value that says itself which facts it holds. What <see cref="ObservedAttribute"/> is on implements it, if it is neither text, UUID nor integer.</summary>
public interface IObserved
{
    /// <summary>Adds one kind of fact, none if the value has none.</summary>
    /// <param name="fact">What is wanted.</param>
    /// <param name="facts">Where it goes.</param>
    void Observe(Fact fact, FactSet facts);
}
