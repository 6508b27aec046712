namespace Sekimori.Ndr.Attributes;

/// <summary>An array of this many elements, or a string in one: its size is not on the wire ([C706] 14.3.3.1).</summary>
/// <param name="count">Elements; for a string, characters with the terminator.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class FixedSizeAttribute(int count) : Attribute
{
    /// <summary>Elements.</summary>
    public int Count { get; } = count;
}
