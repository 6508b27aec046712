namespace Sekimori.Ndr.Attributes;

/// <summary>A unique pointer ([C706] 14.3.10.2). It is what a nullable member is without any attribute ([MS-RPCE] 2.2.4.9).</summary>
/// <param name="depth">The number of consecutive pointers: 2 for a pointer to a pointer. If any is null, the member is null.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class UniqueAttribute(int depth = 1) : Attribute
{
    /// <summary>The number of consecutive pointers.</summary>
    public int Depth { get; } = depth;
}
