using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Faults;

/// <summary>A row of the table of faults ([DSP0226] 14.6).</summary>
/// <param name="Code">Whose fault it is.</param>
/// <param name="Name">The local name of the subcode, or null if the code is sufficient.</param>
/// <param name="Prefix">The prefix that the subcode's value is written with.</param>
/// <param name="NamespaceUri">The namespace of the subcode.</param>
/// <param name="Action">The action of the message that carries it.</param>
public sealed record FaultSubcode(FaultCode Code, string? Name, string Prefix, string NamespaceUri, string Action)
{
    private static readonly Dictionary<QualifiedName, FaultSubcode> Table = [];

    /// <summary>The envelope is not SOAP 1.2.</summary>
    public static readonly FaultSubcode VersionMismatch =
        new(FaultCode.VersionMismatch, null, "s", Namespaces.Soap, FaultActions.Addressing);

    /// <summary>A header that must be understood is not ([DSP0226] 14.6, NotUnderstood).</summary>
    public static readonly FaultSubcode NotUnderstood = new(FaultCode.MustUnderstand, null, "s", Namespaces.Soap, FaultActions.Addressing);

    /// <summary>The caller may not do this.</summary>
    public static readonly FaultSubcode AccessDenied = WsMan(FaultCode.Sender, "AccessDenied");

    /// <summary>The resource has no such action.</summary>
    public static readonly FaultSubcode ActionNotSupported = Addressing(FaultCode.Sender, "ActionNotSupported");

    /// <summary>The object to create already exists.</summary>
    public static readonly FaultSubcode AlreadyExists = WsMan(FaultCode.Sender, "AlreadyExists");

    /// <summary>A filter that cannot be parsed, or uses unsupported features.</summary>
    public static readonly FaultSubcode CannotProcessFilter = Enumeration(FaultCode.Sender, "CannotProcessFilter");

    /// <summary>Two operations of which only one can continue.</summary>
    public static readonly FaultSubcode Concurrency = WsMan(FaultCode.Sender, "Concurrency");

    /// <summary>Events cannot be delivered that way.</summary>
    public static readonly FaultSubcode DeliveryModeRequestedUnavailable = Eventing(FaultCode.Sender, "DeliveryModeRequestedUnavailable");

    /// <summary>The receiver of events accepts no more.</summary>
    public static readonly FaultSubcode DeliveryRefused = WsMan(FaultCode.Receiver, "DeliveryRefused");

    /// <summary>There is no such resource.</summary>
    public static readonly FaultSubcode DestinationUnreachable = Addressing(FaultCode.Sender, "DestinationUnreachable");

    /// <summary>A size or a character set that cannot be kept.</summary>
    public static readonly FaultSubcode EncodingLimit = WsMan(FaultCode.Sender, "EncodingLimit");

    /// <summary>The resource exists, but does not answer now.</summary>
    public static readonly FaultSubcode EndpointUnavailable = Addressing(FaultCode.Receiver, "EndpointUnavailable");

    /// <summary>Events cannot be delivered there.</summary>
    public static readonly FaultSubcode EventDeliverToUnusable = WsMan(FaultCode.Sender, "EventDeliverToUnusable");

    /// <summary>The source of events cannot do it.</summary>
    public static readonly FaultSubcode EventSourceUnableToProcess = Eventing(FaultCode.Receiver, "EventSourceUnableToProcess");

    /// <summary>The filter's dialect is unknown.</summary>
    public static readonly FaultSubcode FilterDialectRequestedUnavailable =
        Enumeration(FaultCode.Sender, "FilterDialectRequestedUnavailable");

    /// <summary>The resource cannot be filtered.</summary>
    public static readonly FaultSubcode FilteringNotSupported = Enumeration(FaultCode.Sender, "FilteringNotSupported");

    /// <summary>Events cannot be filtered.</summary>
    public static readonly FaultSubcode EventFilteringNotSupported = Eventing(FaultCode.Sender, "FilteringNotSupported");

    /// <summary>The dialect of an event filter is unknown.</summary>
    public static readonly FaultSubcode FilteringRequestedUnavailable = Eventing(FaultCode.Sender, "FilteringRequestedUnavailable");

    /// <summary>The dialect of a fragment's path is unknown.</summary>
    public static readonly FaultSubcode FragmentDialectNotSupported = WsMan(FaultCode.Sender, "FragmentDialectNotSupported");

    /// <summary>The service failed.</summary>
    public static readonly FaultSubcode InternalError = WsMan(FaultCode.Receiver, "InternalError");

    /// <summary>A bookmark that is not one of ours.</summary>
    public static readonly FaultSubcode InvalidBookmark = WsMan(FaultCode.Sender, "InvalidBookmark");

    /// <summary>An enumeration that does not exist, has expired, or is another user's.</summary>
    public static readonly FaultSubcode InvalidEnumerationContext = Enumeration(FaultCode.Receiver, "InvalidEnumerationContext");

    /// <summary>An expiry of an enumeration that lies in the past, or is not a time.</summary>
    public static readonly FaultSubcode InvalidExpirationTime = Enumeration(FaultCode.Sender, "InvalidExpirationTime");

    /// <summary>An expiry of a subscription that lies in the past, or is not a time.</summary>
    public static readonly FaultSubcode EventInvalidExpirationTime = Eventing(FaultCode.Sender, "InvalidExpirationTime");

    /// <summary>A message about events that cannot be read.</summary>
    public static readonly FaultSubcode InvalidMessage = Eventing(FaultCode.Sender, "InvalidMessage");

    /// <summary>A header whose value cannot be.</summary>
    public static readonly FaultSubcode InvalidMessageInformationHeader = Addressing(FaultCode.Sender, "InvalidMessageInformationHeader");

    /// <summary>Options that must be obeyed, and cannot be.</summary>
    public static readonly FaultSubcode InvalidOptions = WsMan(FaultCode.Sender, "InvalidOptions");

    /// <summary>An argument of a method that cannot be.</summary>
    public static readonly FaultSubcode InvalidParameter = WsMan(FaultCode.Sender, "InvalidParameter");

    /// <summary>The body is not a representation of the resource.</summary>
    public static readonly FaultSubcode InvalidRepresentation =
        new(FaultCode.Sender, "InvalidRepresentation", "x", Namespaces.Transfer, FaultActions.Transfer);

    /// <summary>Selectors that name nothing, or more than one object.</summary>
    public static readonly FaultSubcode InvalidSelectors = WsMan(FaultCode.Sender, "InvalidSelectors");

    /// <summary>A header that must be there is not.</summary>
    public static readonly FaultSubcode MessageInformationHeaderRequired = Addressing(FaultCode.Sender, "MessageInformationHeaderRequired");

    /// <summary>An event was not acknowledged.</summary>
    public static readonly FaultSubcode NoAck = WsMan(FaultCode.Sender, "NoAck");

    /// <summary>A quota is used up.</summary>
    public static readonly FaultSubcode QuotaLimit = WsMan(FaultCode.Sender, "QuotaLimit");

    /// <summary>The envelope does not follow its schema.</summary>
    public static readonly FaultSubcode SchemaValidationError = WsMan(FaultCode.Sender, "SchemaValidationError");

    /// <summary>An enumeration's time has ended.</summary>
    public static readonly FaultSubcode EnumerationTimedOut = Enumeration(FaultCode.Receiver, "TimedOut");

    /// <summary>The operation did not end within its time.</summary>
    public static readonly FaultSubcode TimedOut = WsMan(FaultCode.Receiver, "TimedOut");

    /// <summary>An enumeration cannot be renewed.</summary>
    public static readonly FaultSubcode EnumerationUnableToRenew = Enumeration(FaultCode.Receiver, "UnableToRenew");

    /// <summary>A subscription cannot be renewed.</summary>
    public static readonly FaultSubcode UnableToRenew = Eventing(FaultCode.Receiver, "UnableToRenew");

    /// <summary>Expiration at a point in time, but only durations are supported, for enumerations.</summary>
    public static readonly FaultSubcode UnsupportedExpirationType = Enumeration(FaultCode.Sender, "UnsupportedExpirationType");

    /// <summary>Expiration at a point in time, but only durations are supported, for subscriptions.</summary>
    public static readonly FaultSubcode EventUnsupportedExpirationType = Eventing(FaultCode.Sender, "UnsupportedExpirationType");

    /// <summary>A feature of the protocol that this service, or this resource, does not have.</summary>
    public static readonly FaultSubcode UnsupportedFeature = WsMan(FaultCode.Sender, "UnsupportedFeature");

    /// <summary>The row for a subcode that was received, or null for one that the table does not have.</summary>
    public static FaultSubcode? Find(QualifiedName name) => Table.GetValueOrDefault(name);

    private static FaultSubcode WsMan(FaultCode code, string name) => Add(new(code, name, "w", Namespaces.WsMan, FaultActions.WsMan));

    private static FaultSubcode Addressing(FaultCode code, string name) =>
        Add(new(code, name, "a", Namespaces.Addressing, FaultActions.Addressing));

    private static FaultSubcode Enumeration(FaultCode code, string name) =>
        Add(new(code, name, "n", Namespaces.Enumeration, FaultActions.Enumeration));

    private static FaultSubcode Eventing(FaultCode code, string name) =>
        Add(new(code, name, "e", Namespaces.Eventing, FaultActions.Eventing));

    private static FaultSubcode Add(FaultSubcode row)
    {
        Table.Add(new QualifiedName(row.Name!, row.NamespaceUri), row);
        return row;
    }
}
