namespace Sekimori.Cim.Model;

/// <summary>
/// Why an operation of the object manager failed. The numbers are those of WBEMSTATUS ([MS-WMI] 2.2.11), which both doors send as they are.
/// </summary>
public enum CimStatus : uint
{
    /// <summary>WBEM_E_FAILED: nothing more exact is known.</summary>
    Failed = 0x80041001,

    /// <summary>WBEM_E_NOT_FOUND: there is no such instance.</summary>
    NotFound = 0x80041002,

    /// <summary>WBEM_E_ACCESS_DENIED: the caller's role does not allow it.</summary>
    AccessDenied = 0x80041003,

    /// <summary>WBEM_E_PROVIDER_FAILURE: a provider threw.</summary>
    ProviderFailure = 0x80041004,

    /// <summary>WBEM_E_TYPE_MISMATCH: a value is of another type than its property or parameter, or outside its range.</summary>
    TypeMismatch = 0x80041005,

    /// <summary>WBEM_E_INVALID_PARAMETER: an argument of the operation itself is wrong.</summary>
    InvalidParameter = 0x80041008,

    /// <summary>WBEM_E_NOT_AVAILABLE: the source of the data is not running on this host.</summary>
    NotAvailable = 0x80041009,

    /// <summary>WBEM_E_NOT_SUPPORTED: the class or provider cannot do this.</summary>
    NotSupported = 0x8004100C,

    /// <summary>WBEM_E_INVALID_SUPERCLASS: the superclass of a new class does not exist here, or does not fit.</summary>
    InvalidSuperclass = 0x8004100D,

    /// <summary>WBEM_E_INVALID_NAMESPACE: there is no such namespace.</summary>
    InvalidNamespace = 0x8004100E,

    /// <summary>WBEM_E_INVALID_CLASS: there is no such class in this namespace.</summary>
    InvalidClass = 0x80041010,

    /// <summary>WBEM_E_INVALID_OPERATION: the object is not one that this can be done with.</summary>
    InvalidOperation = 0x80041016,

    /// <summary>WBEM_E_INVALID_QUERY: the query is not well formed, or names something that the class does not have.</summary>
    InvalidQuery = 0x80041017,

    /// <summary>WBEM_E_INVALID_QUERY_TYPE: the query language is not known.</summary>
    InvalidQueryType = 0x80041018,

    /// <summary>WBEM_E_ALREADY_EXISTS: the object to be created exists already.</summary>
    AlreadyExists = 0x80041019,

    /// <summary>WBEM_E_PROVIDER_NOT_CAPABLE: the class has no provider for this operation.</summary>
    ProviderNotCapable = 0x80041024,

    /// <summary>WBEM_E_CLASS_HAS_CHILDREN: other classes derive from it.</summary>
    ClassHasChildren = 0x80041025,

    /// <summary>WBEM_E_CLASS_HAS_INSTANCES: it cannot be changed before they are deleted.</summary>
    ClassHasInstances = 0x80041026,

    /// <summary>WBEM_E_INVALID_METHOD: the class has no such method.</summary>
    InvalidMethod = 0x8004102E,

    /// <summary>WBEM_E_INVALID_METHOD_PARAMETERS: an argument is missing, unknown or of the wrong type.</summary>
    InvalidMethodParameters = 0x8004102F,

    /// <summary>WBEM_E_INVALID_PROPERTY: the class has no such property.</summary>
    InvalidProperty = 0x80041031,

    /// <summary>WBEM_E_CALL_CANCELLED: the caller cancelled.</summary>
    CallCancelled = 0x80041032,

    /// <summary>WBEM_E_INVALID_OBJECT_PATH: the path cannot be read, or does not name the class's keys.</summary>
    InvalidObjectPath = 0x8004103A,

    /// <summary>WBEM_E_NOT_EVENT_CLASS: the class of an event query is no class of events.</summary>
    NotEventClass = 0x80041059,

    /// <summary>WBEM_E_QUOTA_VIOLATION: the operation exceeds a limit of the object manager.</summary>
    QuotaViolation = 0x8004106C,

    /// <summary>WBEM_E_PROVIDER_TIMED_OUT: a provider did not answer in the time that it has.</summary>
    ProviderTimedOut = 0x80041088,

    /// <summary>WBEMESS_E_REGISTRATION_TOO_BROAD: an event query that does not say which class its instances are of.</summary>
    RegistrationTooBroad = 0x80042001,

    /// <summary>WBEMESS_E_REGISTRATION_TOO_PRECISE: an event query without WITHIN, or with too small an interval.</summary>
    RegistrationTooPrecise = 0x80042002,
}
