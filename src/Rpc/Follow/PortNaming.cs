namespace Sekimori.Rpc.Follow;

/// <summary>How the answer of an operation names ports of its host.</summary>
internal enum PortNaming : byte
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>In towers ([C706] Appendix L).</summary>
    Towers,

    /// <summary>In string bindings ([MS-DCOM] 2.2.19).</summary>
    Bindings,
}
