namespace Sekimori.Ndr.Attributes;

/// <summary>The operation's number in its interface ([C706] 6.2.3.3).</summary>
/// <param name="number">The number.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpnumAttribute(ushort number) : Attribute
{
    /// <summary>The number.</summary>
    public ushort Number { get; } = number;
}
