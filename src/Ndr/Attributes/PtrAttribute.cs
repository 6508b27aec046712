namespace Sekimori.Ndr.Attributes;

/// <summary>
/// A full pointer ([C706] 14.3.10.1): may be null, and the same pointee may be reached by several. Only nullable members can be one.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class PtrAttribute : Attribute
{
    /// <summary>True if the pointers are the elements of the array, not the array itself.</summary>
    public bool Elements { get; set; }
}
