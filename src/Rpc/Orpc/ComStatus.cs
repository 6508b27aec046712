namespace Sekimori.Rpc.Orpc;

/// <summary>The HRESULTs and error codes of DCOM itself ([MS-DCOM] 2.2.1, [MS-ERREF] 2.1).</summary>
public static class ComStatus
{
    /// <summary>S_OK.</summary>
    public const uint Ok = 0;

    /// <summary>S_FALSE.</summary>
    public const uint False = 1;

    /// <summary>E_NOTIMPL.</summary>
    public const uint NotImplemented = 0x80004001;

    /// <summary>E_NOINTERFACE: the object does not have the interface.</summary>
    public const uint NoInterface = 0x80004002;

    /// <summary>E_FAIL.</summary>
    public const uint Fail = 0x80004005;

    /// <summary>E_ACCESSDENIED.</summary>
    public const uint AccessDenied = 0x80070005;

    /// <summary>E_OUTOFMEMORY: a limit was reached.</summary>
    public const uint OutOfMemory = 0x8007000e;

    /// <summary>E_INVALIDARG.</summary>
    public const uint InvalidArgument = 0x80070057;

    /// <summary>REGDB_E_CLASSNOTREG: no such class.</summary>
    public const uint ClassNotRegistered = 0x80040154;

    /// <summary>CLASS_E_NOAGGREGATION: no object can be made inside another one.</summary>
    public const uint NoAggregation = 0x80040110;

    /// <summary>CO_E_OBJNOTREG: the object is not known.</summary>
    public const uint ObjectNotRegistered = 0x800401fc;

    /// <summary>RPC_E_DISCONNECTED: the IPID of a call is not known ([MS-DCOM] 3.1.1.5.4).</summary>
    public const uint Disconnected = 0x80010108;

    /// <summary>RPC_E_VERSION_MISMATCH: another version of DCOM.</summary>
    public const uint VersionMismatch = 0x80010110;

    /// <summary>RPC_E_INVALID_HEADER: the flags of ORPCTHIS.</summary>
    public const uint InvalidHeader = 0x80010111;

    /// <summary>RPC_E_INVALID_OBJECT: the IPID given to IRemUnknown is not known.</summary>
    public const uint InvalidObject = 0x80010114;

    /// <summary>OR_INVALID_OXID, an error_status_t.</summary>
    public const uint InvalidOxid = 1910;

    /// <summary>OR_INVALID_OID, an error_status_t.</summary>
    public const uint InvalidOid = 1911;

    /// <summary>OR_INVALID_SET, an error_status_t.</summary>
    public const uint InvalidSet = 1912;
}
