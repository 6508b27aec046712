using System.Globalization;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Wmi;

/// <summary>Statuses for people: the name that every page about WMI uses, and the number.</summary>
internal static class WbemStatusText
{
    // [MS-WMI] 2.2.11, and the HRESULTs of DCOM that clients meet. Names are what people search for.
    private static readonly Dictionary<uint, string> _names = new()
    {
        [0x00040004] = "WBEM_S_TIMEDOUT",
        [0x80041001] = "WBEM_E_FAILED",
        [0x80041002] = "WBEM_E_NOT_FOUND",
        [0x80041003] = "WBEM_E_ACCESS_DENIED",
        [0x80041004] = "WBEM_E_PROVIDER_FAILURE",
        [0x80041005] = "WBEM_E_TYPE_MISMATCH",
        [0x80041006] = "WBEM_E_OUT_OF_MEMORY",
        [0x80041007] = "WBEM_E_INVALID_CONTEXT",
        [0x80041008] = "WBEM_E_INVALID_PARAMETER",
        [0x80041009] = "WBEM_E_NOT_AVAILABLE",
        [0x8004100A] = "WBEM_E_CRITICAL_ERROR",
        [0x8004100C] = "WBEM_E_NOT_SUPPORTED",
        [0x8004100D] = "WBEM_E_INVALID_SUPERCLASS",
        [0x8004100E] = "WBEM_E_INVALID_NAMESPACE",
        [0x8004100F] = "WBEM_E_INVALID_OBJECT",
        [0x80041010] = "WBEM_E_INVALID_CLASS",
        [0x80041011] = "WBEM_E_PROVIDER_NOT_FOUND",
        [0x80041012] = "WBEM_E_INVALID_PROVIDER_REGISTRATION",
        [0x80041013] = "WBEM_E_PROVIDER_LOAD_FAILURE",
        [0x80041014] = "WBEM_E_INITIALIZATION_FAILURE",
        [0x80041015] = "WBEM_E_TRANSPORT_FAILURE",
        [0x80041016] = "WBEM_E_INVALID_OPERATION",
        [0x80041017] = "WBEM_E_INVALID_QUERY",
        [0x80041018] = "WBEM_E_INVALID_QUERY_TYPE",
        [0x80041019] = "WBEM_E_ALREADY_EXISTS",
        [0x8004101D] = "WBEM_E_UNEXPECTED",
        [0x80041020] = "WBEM_E_INCOMPLETE_CLASS",
        [0x80041024] = "WBEM_E_PROVIDER_NOT_CAPABLE",
        [0x80041025] = "WBEM_E_CLASS_HAS_CHILDREN",
        [0x80041026] = "WBEM_E_CLASS_HAS_INSTANCES",
        [0x80041027] = "WBEM_E_QUERY_NOT_IMPLEMENTED",
        [0x80041028] = "WBEM_E_ILLEGAL_NULL",
        [0x8004102B] = "WBEM_E_READ_ONLY",
        [0x8004102D] = "WBEM_E_VALUE_OUT_OF_RANGE",
        [0x8004102E] = "WBEM_E_INVALID_METHOD",
        [0x8004102F] = "WBEM_E_INVALID_METHOD_PARAMETERS",
        [0x80041031] = "WBEM_E_INVALID_PROPERTY",
        [0x80041032] = "WBEM_E_CALL_CANCELLED",
        [0x80041033] = "WBEM_E_SHUTTING_DOWN",
        [0x8004103A] = "WBEM_E_INVALID_OBJECT_PATH",
        [0x80041045] = "WBEM_E_BACKUP_RESTORE_WINMGMT_RUNNING",
        [0x80041058] = "WBEM_E_UNPARSABLE_QUERY",
        [0x80041059] = "WBEM_E_NOT_EVENT_CLASS",
        [0x8004106C] = "WBEM_E_QUOTA_VIOLATION",
        [0x80041087] = "WBEM_E_ENCRYPTED_CONNECTION_REQUIRED",
        [0x80041088] = "WBEM_E_PROVIDER_TIMED_OUT",
        [0x80041089] = "WBEM_E_NO_KEY",
        [0x80042001] = "WBEMESS_E_REGISTRATION_TOO_BROAD",
        [0x80042002] = "WBEMESS_E_REGISTRATION_TOO_PRECISE",
        [ComStatus.NotImplemented] = "E_NOTIMPL",
        [ComStatus.NoInterface] = "E_NOINTERFACE",
        [ComStatus.Fail] = "E_FAIL",
        [ComStatus.AccessDenied] = "E_ACCESSDENIED",
        [ComStatus.OutOfMemory] = "E_OUTOFMEMORY",
        [ComStatus.InvalidArgument] = "E_INVALIDARG",
        [ComStatus.ClassNotRegistered] = "REGDB_E_CLASSNOTREG",
        [ComStatus.ObjectNotRegistered] = "CO_E_OBJNOTREG",
        [ComStatus.Disconnected] = "RPC_E_DISCONNECTED",
        [ComStatus.VersionMismatch] = "RPC_E_VERSION_MISMATCH",
        [ComStatus.InvalidHeader] = "RPC_E_INVALID_HEADER",
        [ComStatus.InvalidObject] = "RPC_E_INVALID_OBJECT",
    };

    /// <summary>The name; null where none is known.</summary>
    public static string? NameOf(uint status) => _names.GetValueOrDefault(status);

    /// <summary>Name and number, or the number alone.</summary>
    public static string Of(uint status) => NameOf(status) is { } name
        ? string.Create(CultureInfo.InvariantCulture, $"{name} (0x{status:x8})")
        : string.Create(CultureInfo.InvariantCulture, $"status 0x{status:x8}");
}
