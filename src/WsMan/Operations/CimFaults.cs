using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>What a failure of the object manager is in this protocol.</summary>
internal static class CimFaults
{
    /// <summary>The fault for a failure.</summary>
    public static Fault From(CimException e) => e.Status switch
    {
        CimStatus.NotFound => new(FaultSubcode.DestinationUnreachable, WsManErrors.DestinationUnreachable, e.Message),
        CimStatus.AccessDenied => e is CimDeniedException denied
            ? Fault.AccessDenied(e.Message) with { Number = denied.Code }
            : Fault.AccessDenied(e.Message),
        CimStatus.InvalidClass or CimStatus.InvalidNamespace =>
            new(FaultSubcode.DestinationUnreachable, WsManErrors.DestinationUnreachable, e.Message, FaultDetails.InvalidResourceUri),
        CimStatus.InvalidObjectPath or CimStatus.InvalidProperty => Fault.InvalidSelectors(e.Message, FaultDetails.UnexpectedSelectors),
        CimStatus.TypeMismatch => Fault.ParameterType(e.Message),
        CimStatus.InvalidParameter or CimStatus.InvalidMethodParameters => Fault.InvalidParameter(e.Message),
        CimStatus.InvalidMethod =>
            new(FaultSubcode.ActionNotSupported, WsManErrors.ActionNotSupported, e.Message, FaultDetails.ActionMismatch),
        CimStatus.NotSupported or CimStatus.ProviderNotCapable => Fault.Unsupported(e.Message),
        CimStatus.InvalidQuery => Fault.CannotProcessFilter(e.Message),
        CimStatus.InvalidQueryType => Fault.FilterDialectUnavailable(e.Message),
        CimStatus.AlreadyExists => Fault.AlreadyExists(e.Message),
        CimStatus.QuotaViolation => Fault.Quota(e.Message),
        CimStatus.ProviderTimedOut => Fault.TimedOut(),
        CimStatus.NotAvailable =>
            new(FaultSubcode.EndpointUnavailable, WsManErrors.EndpointUnavailable, e.Message, FaultDetails.ResourceOffline),
        CimStatus.CallCancelled => Fault.Internal(e.Message, WsManErrors.OperationAborted),
        // The number of the failure itself, as Windows does: clients show it.
        _ => Fault.Internal(e.Message, (uint)e.Status),
    };
}
