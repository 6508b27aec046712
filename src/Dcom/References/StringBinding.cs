namespace Sekimori.Dcom.References;

/// <summary>STRINGBINDING ([MS-DCOM] 2.2.19.3): where a resolver or an exporter can be reached.</summary>
/// <param name="TowerId">The protocol sequence; <see cref="Tcp"/> is ncacn_ip_tcp.</param>
/// <param name="Address">"host", or "host[endpoint]".</param>
internal readonly record struct StringBinding(ushort TowerId, string Address)
{
    /// <summary>The tower identifier of ncacn_ip_tcp ([C706] Appendix I).</summary>
    public const ushort Tcp = 7;

    /// <summary>The host: the address without its endpoint.</summary>
    public string Host => Address.EndsWith(']') && Address.LastIndexOf('[') is > 0 and var at ? Address[..at] : Address;

    /// <summary>The endpoint between brackets; null if there is none.</summary>
    public string? Endpoint => Address.EndsWith(']') && Address.LastIndexOf('[') is > 0 and var at ? Address[(at + 1)..^1] : null;
}
