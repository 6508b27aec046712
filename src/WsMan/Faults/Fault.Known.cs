namespace Sekimori.WsMan.Faults;

/// <summary>The faults that this service answers with, each with the numbers that Windows gives them.</summary>
public sealed partial record Fault
{
    /// <summary>The caller's role does not allow this.</summary>
    public static Fault AccessDenied(string reason = "The account is not permitted to do this.") =>
        new(FaultSubcode.AccessDenied, WsManErrors.AccessDenied, reason);

    /// <summary>The envelope is not SOAP 1.2.</summary>
    public static Fault VersionMismatch() =>
        new(FaultSubcode.VersionMismatch, WsManErrors.SoapVersionMismatch, "The envelope is not SOAP 1.2.");

    /// <summary>A header that must be understood is not known here.</summary>
    public static Fault NotUnderstoodHeader(string localName, string namespaceUri) =>
        new(FaultSubcode.NotUnderstood, WsManErrors.MustUnderstand, $"The header {localName} has mustUnderstand and is not supported.",
            NotUnderstood: new QualifiedName(localName, namespaceUri));

    /// <summary>An action that the resource does not have.</summary>
    public static Fault ActionNotSupported(string action) =>
        new(FaultSubcode.ActionNotSupported, WsManErrors.ActionNotSupported, $"The resource has no action {action}.",
        FaultDetails.ActionMismatch);

    /// <summary>There is no such resource.</summary>
    public static Fault ResourceNotFound(string resource) =>
        new(FaultSubcode.DestinationUnreachable, WsManErrors.DestinationUnreachable, $"No resource {resource}.",
        FaultDetails.InvalidResourceUri);

    /// <summary>The class exists, an instance with these selectors does not.</summary>
    public static Fault InstanceNotFound(string resource) =>
        new(FaultSubcode.DestinationUnreachable, WsManErrors.DestinationUnreachable, $"No instance of {resource} has these selectors.");

    /// <summary>A resource of the protocol that this service does not offer.</summary>
    public static Fault ResourceNotOffered(string what) =>
        new(FaultSubcode.DestinationUnreachable, WsManErrors.DestinationUnreachable, what, FaultDetails.ResourceOffline);

    /// <summary>A header that must be there is missing.</summary>
    public static Fault HeaderRequired(string header) =>
        new(FaultSubcode.MessageInformationHeaderRequired, WsManErrors.MessageInformationHeaderRequired,
        $"The header {header} is missing.");

    /// <summary>A header whose value cannot be.</summary>
    public static Fault InvalidHeader(string header, string why) =>
        new(FaultSubcode.InvalidMessageInformationHeader, WsManErrors.InvalidMessageInformationHeader,
        $"The header {header} is not valid: {why}");

    /// <summary>Replies and faults go over the connection of the request only ([MS-WSMV] 3.1.4.1.3).</summary>
    public static Fault AddressingMode() =>
        new(FaultSubcode.UnsupportedFeature, WsManErrors.UnsupportedAddressingMode, "Replies go to the anonymous address only.",
        FaultDetails.AddressingMode);

    /// <summary>A language that must be obeyed ([MS-WSMV] 3.1.4.1.8).</summary>
    public static Fault Locale(string detail) =>
        new(FaultSubcode.UnsupportedFeature, WsManErrors.LocaleUnsupported, "Texts are in English; other languages are not supported.",
        detail);

    /// <summary>A feature that this resource does not have.</summary>
    public static Fault Unsupported(string reason, string? detail = null, uint number = WsManErrors.UnsupportedFeature) =>
        new(FaultSubcode.UnsupportedFeature, number, reason, detail);

    /// <summary>The time-out cannot be read.</summary>
    public static Fault InvalidTimeout(string header) =>
        new(FaultSubcode.InvalidMessageInformationHeader, WsManErrors.InvalidTimeoutHeader,
        $"The header {header} is not a duration of XML Schema.", FaultDetails.InvalidTimeout);

    /// <summary>The size that the client allows is below what [DSP0226] 6.2 sets as the least, 8,192 octets.</summary>
    public static Fault EnvelopeSizeTooSmall() =>
        new(FaultSubcode.EncodingLimit, WsManErrors.MinEnvelopeSize, "MaxEnvelopeSize is below 8192.", FaultDetails.MinimumEnvelopeLimit);

    /// <summary>The reply does not fit the size that the client allows.</summary>
    public static Fault ReplyTooLarge(int maxBytes) =>
        new(FaultSubcode.EncodingLimit, WsManErrors.MaxEnvelopeSizeExceeded,
        $"The reply is larger than the MaxEnvelopeSize of {maxBytes} octets.", FaultDetails.MaxEnvelopeSizeExceeded);

    /// <summary>The request exceeds the service's limit.</summary>
    public static Fault EnvelopeTooLarge(int maxBytes) =>
        new(FaultSubcode.EncodingLimit, WsManErrors.EnvelopeTooLarge,
        $"The envelope is larger than the {maxBytes} octets of MaxEnvelopeSizekb.", FaultDetails.ServiceEnvelopeLimit);

    /// <summary>The envelope does not follow its schema.</summary>
    public static Fault SchemaValidation(string reason) =>
        new(FaultSubcode.SchemaValidationError, WsManErrors.SchemaValidation, reason);

    /// <summary>The resource URI cannot be parsed.</summary>
    public static Fault InvalidResourceUri(string reason) =>
        new(FaultSubcode.DestinationUnreachable, WsManErrors.InvalidResourceUri, reason, FaultDetails.InvalidResourceUri);

    /// <summary>Selectors that are not the resource's.</summary>
    public static Fault InvalidSelectors(string reason, string? detail = null) =>
        new(FaultSubcode.InvalidSelectors, WsManErrors.OfSelectors(detail), reason, detail);

    /// <summary>More of something than one message may hold: selectors, options ([DSP0226] 14.6, EncodingLimit).</summary>
    public static Fault TooMany(string reason, string detail) =>
        new(FaultSubcode.EncodingLimit, detail == FaultDetails.OptionLimit ? WsManErrors.OptionLimit : WsManErrors.SelectorLimit, reason,
        detail);

    /// <summary>The resource URI exceeds the limit.</summary>
    public static Fault UriTooLong(int maxChars) =>
        new(FaultSubcode.EncodingLimit, WsManErrors.UriLimit, $"The resource URI is longer than {maxChars} characters.",
        FaultDetails.UriLimit);

    /// <summary>The envelope is in a character set other than UTF-8 and UTF-16 ([DSP0226] 13.1).</summary>
    public static Fault CharacterSet(string charset) =>
        new(FaultSubcode.EncodingLimit, WsManErrors.CharacterSet, $"Envelopes must be in UTF-8 or UTF-16, not in {charset}.",
        FaultDetails.CharacterSet);

    /// <summary>No shell has this ShellId, or it is another user's. Clients know the number.</summary>
    public static Fault ShellNotFound(string shellId) =>
        new(FaultSubcode.InvalidSelectors, WsManErrors.UnexpectedSelectors, $"No shell with the ShellId {shellId}.",
        FaultDetails.UnexpectedSelectors);

    /// <summary>No command has this CommandId.</summary>
    public static Fault CommandNotFound(string commandId) =>
        new(FaultSubcode.InvalidParameter, WsManErrors.InvalidParameter, $"No command with the CommandId {commandId}.",
        FaultDetails.InvalidValue);

    /// <summary>An argument, or an element of the body, whose value cannot be.</summary>
    public static Fault InvalidParameter(string reason, uint number = WsManErrors.InvalidMethodParameter) =>
        new(FaultSubcode.InvalidParameter, number, reason, FaultDetails.InvalidValue);

    /// <summary>An argument of another type than the parameter's.</summary>
    public static Fault ParameterType(string reason) =>
        new(FaultSubcode.InvalidParameter, WsManErrors.ParameterTypeMismatch, reason, FaultDetails.TypeMismatch);

    /// <summary>An option that must be obeyed, and is not known.</summary>
    public static Fault InvalidOptions(string reason, string detail = FaultDetails.NotSupported) =>
        new(FaultSubcode.InvalidOptions, WsManErrors.OfOptions(detail), reason, detail);

    /// <summary>The body is not a representation of the resource.</summary>
    public static Fault InvalidRepresentation(string reason, string detail = FaultDetails.InvalidValues) =>
        new(FaultSubcode.InvalidRepresentation, WsManErrors.OfRepresentation(detail), reason, detail);

    /// <summary>The object to create already exists.</summary>
    public static Fault AlreadyExists(string reason) => new(FaultSubcode.AlreadyExists, WsManErrors.AlreadyExists, reason);

    /// <summary>Two operations of which only one can continue.</summary>
    public static Fault Concurrency(string reason, uint number = WsManErrors.Concurrency) => new(FaultSubcode.Concurrency, number, reason);

    /// <summary>A quota is used up; the reason names it.</summary>
    public static Fault Quota(string reason, uint number = WsManErrors.QuotaLimit) => new(FaultSubcode.QuotaLimit, number, reason);

    /// <summary>The operation did not end within its time. One client looks for the word OperationTimeout in the text.</summary>
    public static Fault TimedOut() =>
        new(FaultSubcode.TimedOut, WsManErrors.OperationTimedOut,
        "The OperationTimeout of the request has elapsed; repeat the request to continue waiting.");

    /// <summary>The service failed; the log has the exception, the client gets none of it.</summary>
    public static Fault Internal(string reason = "The service failed. See its log for the reason.",
        uint number = WsManErrors.InternalError) =>
        new(FaultSubcode.InternalError, number, reason);

    /// <summary>An enumeration that does not exist, has expired, or is another user's.</summary>
    public static Fault InvalidEnumerationContext() =>
        new(FaultSubcode.InvalidEnumerationContext, WsManErrors.InvalidEnumerationContext,
        "The enumeration does not exist or has expired.");

    /// <summary>An expiry that is not a time, or lies in the past.</summary>
    public static Fault InvalidExpirationTime() =>
        new(FaultSubcode.InvalidExpirationTime, WsManErrors.EnumerateInvalidExpirationTime,
        "Expires is neither a duration nor a time in the future.");

    /// <summary>Fragment-level access to a resource without fragments ([DSP0226] 14.6, UnsupportedFeature).</summary>
    public static Fault FragmentsNotSupported(string reason) =>
        Unsupported(reason, FaultDetails.FragmentLevelAccess, WsManErrors.FragmentTransferNotSupported);

    /// <summary>The resource cannot be filtered.</summary>
    public static Fault FilteringNotSupported() =>
        new(FaultSubcode.FilteringNotSupported, WsManErrors.EnumerateFilteringNotSupported, "This resource cannot be filtered.");

    /// <summary>The dialect of the filter is unknown.</summary>
    public static Fault FilterDialectUnavailable(string dialect) =>
        new(FaultSubcode.FilterDialectRequestedUnavailable, WsManErrors.EnumerateFilterDialectUnavailable,
        $"The filter dialect {dialect} is not supported.");

    /// <summary>The filter cannot be parsed, or uses unsupported features.</summary>
    public static Fault CannotProcessFilter(string reason, uint number = WsManErrors.EnumerateCannotProcessFilter) =>
        new(FaultSubcode.CannotProcessFilter, number, reason);

    /// <summary>The dialect of the fragment's path is unknown.</summary>
    public static Fault FragmentDialect(string dialect) =>
        new(FaultSubcode.FragmentDialectNotSupported, WsManErrors.FragmentDialectUnavailable,
        $"The fragment dialect {dialect} is not supported.");

    /// <summary>Events cannot be delivered: subscriptions are not offered.</summary>
    public static Fault NoSubscriptions() =>
        new(FaultSubcode.EventSourceUnableToProcess, WsManErrors.NotSupported, "This service does not support event subscriptions.");
}
