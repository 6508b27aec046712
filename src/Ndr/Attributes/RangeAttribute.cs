namespace Sekimori.Ndr.Attributes;

/// <summary>
/// The numbers that may be received ([MS-RPCE] 2.2.4.14.1); on an array or string, its maximum count ([MS-RPCE] 2.2.4.14.2).
/// </summary>
/// <param name="least">The smallest.</param>
/// <param name="most">The largest.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class RangeAttribute(long least, long most) : Attribute
{
    /// <summary>The smallest.</summary>
    public long Least { get; } = least;

    /// <summary>The largest.</summary>
    public long Most { get; } = most;
}
