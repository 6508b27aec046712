using Sekimori.Cim.Model;
using Sekimori.Client.WsMan;
using Sekimori.WsMan.Faults;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// The status of WMI ([MS-WMI] 2.2.11) for a fault of WS-Management ([DSP0226] 14.6): what <see cref="WsMan.Operations.CimFaults"/> writes,
/// read back. A number of WMI in WSManFault ([MS-WSMV] 2.2.4.43) is the status itself.
/// </summary>
internal static class FaultStatus
{
    // [MS-ERREF] 2.1: FACILITY_ITF, and of that WMI's numbers.
    private const uint FirstStatus = 0x80041001, LastStatus = 0x80042FFF;

    /// <summary>The status of a fault.</summary>
    public static CimStatus Of(WsManFaultReply fault) => fault.Number is >= FirstStatus and <= LastStatus
        ? (CimStatus)fault.Number
        : fault.Subcode switch
        {
            "AccessDenied" => CimStatus.AccessDenied,
            "ActionNotSupported" => CimStatus.InvalidMethod,
            "AlreadyExists" => CimStatus.AlreadyExists,
            "CannotProcessFilter" => CimStatus.InvalidQuery,
            // Without a detail it is the instance that is not there.
            "DestinationUnreachable" => Has(fault, FaultDetails.InvalidResourceUri) ? CimStatus.InvalidClass : CimStatus.NotFound,
            "EndpointUnavailable" => CimStatus.NotAvailable,
            "FilterDialectRequestedUnavailable" => CimStatus.InvalidQueryType,
            "InvalidSelectors" => CimStatus.InvalidObjectPath,
            "InvalidParameter" => Has(fault, FaultDetails.TypeMismatch) ? CimStatus.TypeMismatch : CimStatus.InvalidParameter,
            "InvalidRepresentation" or "SchemaValidationError" => CimStatus.InvalidParameter,
            "QuotaLimit" or "EncodingLimit" => CimStatus.QuotaViolation,
            "TimedOut" => CimStatus.ProviderTimedOut,
            "UnsupportedFeature" or "FilteringNotSupported" => CimStatus.NotSupported,
            _ => CimStatus.Failed,
        };

    private static bool Has(WsManFaultReply fault, string detail) => detail.Equals(fault.Detail, StringComparison.OrdinalIgnoreCase);
}
