namespace Sekimori.Ndr;

/// <summary>ndr_context_handle, 20 bytes: a client's reference to a server's state ([C706] 14.2.7 and Appendix N).</summary>
/// <param name="Attributes">Always 0 on the wire of today's peers.</param>
/// <param name="Uuid">Names the state; the nil UUID is the null handle.</param>
public readonly record struct ContextHandle(uint Attributes, Guid Uuid)
{
    /// <summary>The null handle.</summary>
    public static ContextHandle Null => default;

    /// <summary>True for the null handle.</summary>
    public bool IsNull => Attributes == 0 && Uuid == Guid.Empty;
}
