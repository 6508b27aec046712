using Sekimori.Observations;

namespace Sekimori.Rpc.Interfaces;

/// <summary>
/// A value of an operation that the guard decides by, and that is recorded. The generated server gives it to <see cref="ICallGuard"/> as it
/// was decoded: the value that the handler gets, never a second reading of the stub. Texts, UUIDs and integers are facts by themselves,
/// other types implement <see cref="IObserved"/>; of an array, each element is reported.
/// </summary>
/// <param name="facts">The kind of value, one or more.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class ObservedAttribute(params Fact[] facts) : Attribute
{
    /// <summary>What the value is.</summary>
    public IReadOnlyList<Fact> Facts { get; } = facts;
}
