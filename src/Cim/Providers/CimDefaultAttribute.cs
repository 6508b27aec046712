namespace Sekimori.Cim.Providers;

/// <summary>The value that a property of a new instance has, and that a parameter has if the caller gives none.</summary>
/// <param name="value">The value: a constant of the property's type; for a reference its text.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CimDefaultAttribute(object value) : Attribute
{
    /// <summary>The value.</summary>
    public object Value { get; } = value;
}
