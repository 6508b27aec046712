using Sekimori.Cim.Model;

namespace Sekimori.Cim.Providers;

/// <summary>A condition that every wanted instance meets, pushed down to the provider: a hint that it may use to read less.</summary>
/// <param name="Property">The property; the provider's class has it.</param>
/// <param name="Operator">How the property's value, on the left, is compared.</param>
/// <param name="Value">The constant, of the property's type.</param>
public readonly record struct ProviderCondition(CimProperty Property, ConditionOperator Operator, CimValue Value);
