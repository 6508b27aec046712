using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Cim.Providers;

/// <summary>What the object manager requests from a provider.</summary>
/// <param name="Caller">The caller. The object manager has checked the role already.</param>
/// <param name="CancellationToken">Cancelled when the answer is no longer needed, or the provider's time has ended.</param>
public sealed record ProviderRequest(Caller Caller, CancellationToken CancellationToken)
{
    /// <summary>Conditions that all must hold. A provider may ignore them: the object manager checks every instance again.</summary>
    public IReadOnlyList<ProviderCondition> Conditions { get; init; } = [];

    /// <summary>
    /// The indexes of the properties that will be read; null for all. A provider may leave the others null if they cost something.
    /// </summary>
    public IReadOnlySet<int>? RequestedProperties { get; init; }

    /// <summary>Will this property be read?</summary>
    /// <param name="index">The property's index.</param>
    /// <returns>True if it will.</returns>
    public bool Includes(int index) => RequestedProperties is null || RequestedProperties.Contains(index);

    /// <summary>Will one of these properties be read?</summary>
    /// <param name="indexes">The properties' indexes.</param>
    /// <returns>True if one will.</returns>
    public bool NeedsAny(params ReadOnlySpan<int> indexes)
    {
        foreach (var index in indexes)
            if (Includes(index))
                return true;
        return false;
    }

    /// <summary>True if the property is compared with one exact value.</summary>
    /// <param name="index">The property's index.</param>
    /// <param name="value">The value.</param>
    /// <returns>False if it is not.</returns>
    public bool TryGetEqual(int index, out CimValue value)
    {
        foreach (var condition in Conditions)
            if (condition.Operator == ConditionOperator.Equal && condition.Property.Index == index)
            {
                value = condition.Value;
                return true;
            }
        value = default;
        return false;
    }
}
