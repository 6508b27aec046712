namespace Sekimori.Ndr.Attributes;

/// <summary>The values of the discriminant that choose this arm of a union. Without a value it is the default arm.</summary>
/// <param name="values">Integers or enum members.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CaseAttribute(params object[] values) : Attribute
{
    /// <summary>The values.</summary>
    public object[] Values { get; } = values;
}
