namespace Sekimori.Wmi;

/// <summary>
/// Codes of WMI beside those of the object manager (<see cref="Cim.Model.CimStatus"/>): successes, and errors of the protocol itself
/// ([MS-WMI] 2.2.11, [MS-ERREF] 2.1).
/// </summary>
internal static class WbemStatus
{
    /// <summary>WBEM_S_NO_ERROR.</summary>
    public const uint NoError = 0;

    /// <summary>WBEM_S_FALSE: the end of an enumeration has been reached.</summary>
    public const uint False = 1;

    /// <summary>WBEM_S_TIMEDOUT: what was asked for is not there yet.</summary>
    public const uint TimedOut = 0x00040004;

    /// <summary>WBEM_E_FAILED.</summary>
    public const uint Failed = 0x80041001;

    /// <summary>WBEM_E_NOT_FOUND.</summary>
    public const uint NotFound = 0x80041002;

    /// <summary>WBEM_E_ACCESS_DENIED.</summary>
    public const uint AccessDenied = 0x80041003;

    /// <summary>WBEM_E_INVALID_PARAMETER.</summary>
    public const uint InvalidParameter = 0x80041008;

    /// <summary>WBEM_E_INVALID_OBJECT: bytes that are no object of WMI.</summary>
    public const uint InvalidObject = 0x8004100F;

    /// <summary>WBEM_E_NOT_SUPPORTED.</summary>
    public const uint NotSupported = 0x8004100C;

    /// <summary>WBEM_E_PROVIDER_LOAD_FAILURE: there is no provider of the architecture that is required.</summary>
    public const uint ProviderLoadFailure = 0x80041013;

    /// <summary>WBEM_E_INVALID_OPERATION: the enumerator goes forwards only.</summary>
    public const uint InvalidOperation = 0x80041016;

    /// <summary>WBEM_E_CALL_CANCELLED: the caller no longer waits.</summary>
    public const uint CallCancelled = 0x80041032;

    /// <summary>WBEM_E_QUOTA_VIOLATION: a limit was reached.</summary>
    public const uint QuotaViolation = 0x8004106C;

    /// <summary>WBEM_E_ENCRYPTED_CONNECTION_REQUIRED.</summary>
    public const uint EncryptionRequired = 0x80041087;

    /// <summary>E_NOTIMPL.</summary>
    public const uint NotImplemented = 0x80004001;
}
