namespace Sekimori.Rpc;

/// <summary>
/// The fault statuses that the runtime itself sends or looks for: nca_s_* of [C706] Appendix E, and the Win32 codes that Windows sends in
/// their place.
/// </summary>
public static class RpcStatus
{
    /// <summary>ERROR_ACCESS_DENIED ([MS-ERREF] 2.2).</summary>
    public const uint AccessDenied = 0x00000005;

    /// <summary>RPC_S_UNSUPPORTED_TYPE ([MS-ERREF] 2.2): a union arm or type that the stub does not know.</summary>
    public const uint UnsupportedType = 0x000006c4;

    /// <summary>RPC_S_CALL_FAILED ([MS-ERREF] 2.2).</summary>
    public const uint CallFailed = 0x000006be;

    /// <summary>RPC_X_BAD_STUB_DATA ([MS-ERREF] 2.2, [MS-RPCE] 3.1.3.5.2): the stub cannot be decoded.</summary>
    public const uint BadStubData = 0x000006f7;

    /// <summary>RPC_S_SEC_PKG_ERROR ([MS-ERREF] 2.2): a signature is wrong, or a security context cannot be built.</summary>
    public const uint SecurityPackageError = 0x00000721;

    /// <summary>RPC_S_CALL_CANCELLED ([MS-ERREF] 2.2).</summary>
    public const uint CallCancelled = 0x0000071a;

    /// <summary>RPC_S_SERVER_TOO_BUSY ([MS-ERREF] 2.2).</summary>
    public const uint ServerTooBusy = 0x000006bb;

    /// <summary>nca_op_rng_error ([C706] Appendix E): the interface has no such operation.</summary>
    public const uint OperationRange = 0x1c010002;

    /// <summary>nca_unk_if ([C706] Appendix E): no such presentation context.</summary>
    public const uint UnknownInterface = 0x1c010003;

    /// <summary>nca_proto_error ([C706] Appendix E, [MS-RPCE] 3.3.3.5.7).</summary>
    public const uint ProtocolError = 0x1c01000b;

    /// <summary>nca_server_too_busy ([C706] Appendix E).</summary>
    public const uint NcaServerTooBusy = 0x1c010014;

    /// <summary>nca_s_fault_context_mismatch ([C706] Appendix E): no such context handle.</summary>
    public const uint ContextMismatch = 0x1c00001a;

    /// <summary>nca_s_fault_cancel ([C706] Appendix E): the call was cancelled.</summary>
    public const uint FaultCancel = 0x1c00000d;

    /// <summary>nca_s_fault_unspec ([C706] Appendix E): an error of the server that has no name on the wire.</summary>
    public const uint FaultUnspecified = 0x1c000012;

    /// <summary>nca_s_fault_remote_no_memory ([C706] Appendix E).</summary>
    public const uint RemoteNoMemory = 0x1c00001b;

    /// <summary>RPC_S_NO_CALL_ACTIVE ([MS-ERREF] 2.2): a cancel for an unknown call.</summary>
    public const uint NoCallActive = 0x000006bd;
}
