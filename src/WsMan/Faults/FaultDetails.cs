namespace Sekimori.WsMan.Faults;

/// <summary>The URIs of a fault's detail that this service sends ([DSP0226] 14.6, [MS-WSMV] 3.1.4.1.21).</summary>
internal static class FaultDetails
{
    private const string Prefix = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/";

    /// <summary>Only replies over the connection of the request are possible.</summary>
    public const string AddressingMode = Prefix + "AddressingMode";

    /// <summary>An action that the resource does not have.</summary>
    public const string ActionMismatch = Prefix + "ActionMismatch";

    /// <summary>Two selectors of the same name.</summary>
    public const string DuplicateSelectors = Prefix + "DuplicateSelectors";

    /// <summary>The resource does not support the mode of enumeration.</summary>
    public const string EnumerationMode = Prefix + "EnumerationMode";

    /// <summary>A time-out or expiry that cannot be kept.</summary>
    public const string ExpirationTime = Prefix + "ExpirationTime";

    /// <summary>Fragments cannot be transferred of this resource.</summary>
    public const string FragmentLevelAccess = Prefix + "FragmentLevelAccess";

    /// <summary>Selectors that a resource needs are missing.</summary>
    public const string InsufficientSelectors = Prefix + "InsufficientSelectors";

    /// <summary>The name is not allowed here.</summary>
    public const string InvalidName = Prefix + "InvalidName";

    /// <summary>The namespace is not the resource's.</summary>
    public const string InvalidNamespace = Prefix + "InvalidNamespace";

    /// <summary>The resource URI cannot be parsed.</summary>
    public const string InvalidResourceUri = Prefix + "InvalidResourceURI";

    /// <summary>The time-out is not a duration, or one that cannot be kept.</summary>
    public const string InvalidTimeout = Prefix + "InvalidTimeout";

    /// <summary>The value is not allowed here.</summary>
    public const string InvalidValue = Prefix + "InvalidValue";

    /// <summary>Several values, which are not allowed together.</summary>
    public const string InvalidValues = Prefix + "InvalidValues";

    /// <summary>The language cannot be obeyed.</summary>
    public const string Locale = Prefix + "Locale";

    /// <summary>Numbers and dates cannot be formatted that way ([MS-WSMV] 3.1.4.1.9).</summary>
    public const string DataLocale = Prefix + "DataLocale";

    /// <summary>The reply does not fit the size that the client allows.</summary>
    public const string MaxEnvelopeSizeExceeded = Prefix + "MaxEnvelopeSizeExceeded";

    /// <summary>The size that the client allows is too small for any reply.</summary>
    public const string MinimumEnvelopeLimit = Prefix + "MinimumEnvelopeLimit";

    /// <summary>Values that the schema asks for are missing.</summary>
    public const string MissingValues = Prefix + "MissingValues";

    /// <summary>The resource has no such operation.</summary>
    public const string NotSupported = Prefix + "NotSupported";

    /// <summary>An operation time-out that cannot be kept.</summary>
    public const string OperationTimeout = Prefix + "OperationTimeout";

    /// <summary>Too many options.</summary>
    public const string OptionLimit = Prefix + "OptionLimit";

    /// <summary>The resource is offline.</summary>
    public const string ResourceOffline = Prefix + "ResourceOffline";

    /// <summary>Too many selectors.</summary>
    public const string SelectorLimit = Prefix + "SelectorLimit";

    /// <summary>The envelope exceeds the service's limit.</summary>
    public const string ServiceEnvelopeLimit = Prefix + "ServiceEnvelopeLimit";

    /// <summary>A selector's value is of the wrong type.</summary>
    public const string TypeMismatch = Prefix + "TypeMismatch";

    /// <summary>Selectors that the resource does not have.</summary>
    public const string UnexpectedSelectors = Prefix + "UnexpectedSelectors";

    /// <summary>The character set is neither UTF-8 nor UTF-16.</summary>
    public const string CharacterSet = Prefix + "CharacterSet";

    /// <summary>The body is not the fragment that the header names.</summary>
    public const string InvalidFragment = Prefix + "InvalidFragment";

    /// <summary>The polymorphism mode does not exist ([DSP0227] 9.3).</summary>
    public const string PolymorphismMode = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/faultDetail/PolymorphismMode";

    /// <summary>The URI is too long.</summary>
    public const string UriLimit = Prefix + "URILimit";
}
