using Sekimori.Observations;

namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// The answer of an operation is its own observation: the results with <see cref="ObservedAttribute"/>, as the handler returned them.
/// </summary>
/// <param name="kind">The kind of observation.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ObservedAnswerAttribute(ObservationKind kind) : Attribute
{
    /// <summary>The kind of observation.</summary>
    public ObservationKind Kind { get; } = kind;
}
