namespace Sekimori.Rpc.EndpointMap;

/// <summary>The statuses of the endpoint mapper's operations ([C706] Appendix E, [MS-RPCE] 2.2.1.2).</summary>
internal static class EptStatus
{
    /// <summary>Done.</summary>
    public const uint Ok = 0;

    /// <summary>ERROR_INVALID_PARAMETER ([MS-ERREF] 2.2).</summary>
    public const uint InvalidParameter = 0x0000_0057;

    /// <summary>RPC_S_INVALID_INQUIRY_TYPE ([MS-ERREF] 2.2).</summary>
    public const uint InvalidInquiryType = 0x0000_06cd;

    /// <summary>EPT_S_CANT_PERFORM_OP ([MS-RPCE] 2.2.1.2.1): what a remote caller gets who wants to change the map.</summary>
    public const uint CantPerformOp = 0x0000_06d8;

    /// <summary>RPC_S_INVALID_VERS_OPTION ([MS-ERREF] 2.2).</summary>
    public const uint InvalidVersionOption = 0x0000_06dc;

    /// <summary>ept_s_no_memory ([C706] Appendix E): a limit of the map is reached.</summary>
    public const uint NoMemory = 0x16c9_a012;

    /// <summary>ept_s_not_registered ([C706] Appendix E): nothing there, or nothing more.</summary>
    public const uint NotRegistered = 0x16c9_a0d6;
}
