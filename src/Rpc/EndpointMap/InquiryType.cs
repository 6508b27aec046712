namespace Sekimori.Rpc.EndpointMap;

/// <summary>What ept_lookup compares ([MS-RPCE] 2.2.1.2.4).</summary>
internal enum InquiryType : uint
{
    /// <summary>RPC_C_EP_ALL_ELTS: no condition, all elements.</summary>
    All = 0,

    /// <summary>RPC_C_EP_MATCH_BY_IF: the interface.</summary>
    ByInterface = 1,

    /// <summary>RPC_C_EP_MATCH_BY_OBJ: the object.</summary>
    ByObject = 2,

    /// <summary>RPC_C_EP_MATCH_BY_BOTH: both.</summary>
    ByBoth = 3,
}
