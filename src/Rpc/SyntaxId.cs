namespace Sekimori.Rpc;

/// <summary>p_syntax_id_t: an interface or a transfer syntax with its version ([C706] 12.6.3.1).</summary>
/// <param name="Uuid">The UUID.</param>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version.</param>
public readonly record struct SyntaxId(Guid Uuid, ushort Major, ushort Minor)
{
    /// <summary>NDR 2.0 ([C706] Appendix I).</summary>
    public static readonly SyntaxId Ndr20 = new(new("8a885d04-1ceb-11c9-9fe8-08002b104860"), 2, 0);

    /// <summary>NDR64 ([MS-RPCE] 2.2.5).</summary>
    public static readonly SyntaxId Ndr64 = new(new("71710533-beba-4937-8319-b5dbef9ccc36"), 1, 0);

    /// <summary>As "uuid v1.0", the way people write an interface.</summary>
    public override string ToString() => $"{Uuid} v{Major}.{Minor}";
}
