namespace Sekimori.WsMan.Faults;

/// <summary>
/// Numbers in the Code of a WSManFault ([MS-WSMV] 2.2.4.43), as Windows has them in wsmerror.h and winerror.h. Clients compare some of
/// them.
/// </summary>
internal static class WsManErrors
{
    /// <summary>ERROR_ACCESS_DENIED.</summary>
    public const uint AccessDenied = 5;

    /// <summary>ERROR_NOT_SUPPORTED.</summary>
    public const uint NotSupported = 50;

    /// <summary>ERROR_INVALID_PARAMETER.</summary>
    public const uint InvalidParameter = 87;

    /// <summary>ERROR_DIRECTORY: the working directory cannot be entered.</summary>
    public const uint BadDirectory = 267;

    /// <summary>HRESULT of ERROR_FILE_NOT_FOUND: a program to run without a command shell does not exist.</summary>
    public const uint FileNotFound = 2147942402;

    /// <summary>ERROR_INTERNAL_ERROR.</summary>
    public const uint InternalError = 1359;

    /// <summary>ERROR_OPERATION_ABORTED: the shell was closed while an operation waited on it.</summary>
    public const uint OperationAborted = 995;

    /// <summary>ERROR_WSMAN_SOAP_VERSION_MISMATCH.</summary>
    public const uint SoapVersionMismatch = 2150858765;

    /// <summary>ERROR_WSMAN_INVALID_MESSAGE_INFORMATION_HEADER.</summary>
    public const uint InvalidMessageInformationHeader = 2150858767;

    /// <summary>ERROR_WSMAN_SOAP_FAULT_MUST_UNDERSTAND.</summary>
    public const uint MustUnderstand = 2150858768;

    /// <summary>ERROR_WSMAN_MESSAGE_INFORMATION_HEADER_REQUIRED.</summary>
    public const uint MessageInformationHeaderRequired = 2150858769;

    /// <summary>ERROR_WSMAN_DESTINATION_UNREACHABLE.</summary>
    public const uint DestinationUnreachable = 2150858770;

    /// <summary>ERROR_WSMAN_ACTION_NOT_SUPPORTED.</summary>
    public const uint ActionNotSupported = 2150858771;

    /// <summary>ERROR_WSMAN_ENDPOINT_UNAVAILABLE.</summary>
    public const uint EndpointUnavailable = 2150858772;

    /// <summary>ERROR_WSMAN_INVALID_REPRESENTATION.</summary>
    public const uint InvalidRepresentation = 2150858773;

    /// <summary>ERROR_WSMAN_ENUMERATE_INVALID_EXPIRATION_TIME.</summary>
    public const uint EnumerateInvalidExpirationTime = 2150858774;

    /// <summary>ERROR_WSMAN_ENUMERATE_UNSUPPORTED_EXPIRATION_TIME.</summary>
    public const uint EnumerateUnsupportedExpirationTime = 2150858775;

    /// <summary>ERROR_WSMAN_ENUMERATE_FILTERING_NOT_SUPPORTED.</summary>
    public const uint EnumerateFilteringNotSupported = 2150858776;

    /// <summary>ERROR_WSMAN_ENUMERATE_FILTER_DIALECT_REQUESTED_UNAVAILABLE.</summary>
    public const uint EnumerateFilterDialectUnavailable = 2150858777;

    /// <summary>ERROR_WSMAN_ENUMERATE_CANNOT_PROCESS_FILTER.</summary>
    public const uint EnumerateCannotProcessFilter = 2150858778;

    /// <summary>ERROR_WSMAN_ENUMERATE_INVALID_ENUMERATION_CONTEXT.</summary>
    public const uint InvalidEnumerationContext = 2150858779;

    /// <summary>ERROR_WSMAN_ENUMERATE_TIMED_OUT.</summary>
    public const uint EnumerateTimedOut = 2150858780;

    /// <summary>ERROR_WSMAN_EVENTING_DELIVERY_MODE_REQUESTED_UNAVAILABLE.</summary>
    public const uint DeliveryModeUnavailable = 2150858782;

    /// <summary>ERROR_WSMAN_ENVELOPE_TOO_LARGE.</summary>
    public const uint EnvelopeTooLarge = 2150858790;

    /// <summary>ERROR_WSMAN_OPERATION_TIMEDOUT. Clients send Receive again on exactly this number.</summary>
    public const uint OperationTimedOut = 2150858793;

    /// <summary>ERROR_WSMAN_UNSUPPORTED_ENCODING.</summary>
    public const uint UnsupportedEncoding = 2150858796;

    /// <summary>ERROR_WSMAN_CONCURRENCY.</summary>
    public const uint Concurrency = 2150858802;

    /// <summary>ERROR_WSMAN_ALREADY_EXISTS.</summary>
    public const uint AlreadyExists = 2150858803;

    /// <summary>ERROR_WSMAN_ENCODING_LIMIT.</summary>
    public const uint EncodingLimit = 2150858805;

    /// <summary>ERROR_WSMAN_INVALID_OPTIONS.</summary>
    public const uint InvalidOptions = 2150858809;

    /// <summary>ERROR_WSMAN_INVALID_PARAMETER.</summary>
    public const uint InvalidMethodParameter = 2150858810;

    /// <summary>ERROR_WSMAN_INVALID_RESOURCE_URI.</summary>
    public const uint InvalidResourceUri = 2150858811;

    /// <summary>ERROR_WSMAN_INVALID_SELECTORS.</summary>
    public const uint InvalidSelectors = 2150858813;

    /// <summary>ERROR_WSMAN_QUOTA_LIMIT.</summary>
    public const uint QuotaLimit = 2150858815;

    /// <summary>ERROR_WSMAN_SCHEMA_VALIDATION_ERROR.</summary>
    public const uint SchemaValidation = 2150858817;

    /// <summary>ERROR_WSMAN_UNSUPPORTED_FEATURE.</summary>
    public const uint UnsupportedFeature = 2150858818;

    /// <summary>ERROR_WSMAN_MAX_ENVELOPE_SIZE_EXCEEDED.</summary>
    public const uint MaxEnvelopeSizeExceeded = 2150858824;

    /// <summary>ERROR_WSMAN_INSUFFCIENT_SELECTORS.</summary>
    public const uint InsufficientSelectors = 2150858842;

    /// <summary>ERROR_WSMAN_UNEXPECTED_SELECTORS: to clients of shells, "no such shell".</summary>
    public const uint UnexpectedSelectors = 2150858843;

    /// <summary>ERROR_WSMAN_DUPLICATE_SELECTORS.</summary>
    public const uint DuplicateSelectors = 2150858847;

    /// <summary>ERROR_WSMAN_UNSUPPORTED_ADDRESSING_MODE.</summary>
    public const uint UnsupportedAddressingMode = 2150858870;

    /// <summary>ERROR_WSMAN_FRAGMENT_TRANSFER_NOT_SUPPORTED.</summary>
    public const uint FragmentTransferNotSupported = 2150858871;

    /// <summary>ERROR_WSMAN_MIN_ENVELOPE_SIZE.</summary>
    public const uint MinEnvelopeSize = 2150858878;

    /// <summary>ERROR_WSMAN_INVALID_TIMEOUT_HEADER.</summary>
    public const uint InvalidTimeoutHeader = 2150858881;

    /// <summary>ERROR_WSMAN_ENUMERATION_MODE_UNSUPPORTED.</summary>
    public const uint EnumerationModeUnsupported = 2150858886;

    /// <summary>ERROR_WSMAN_MUSTUNDERSTAND_ON_LOCALE_UNSUPPORTED.</summary>
    public const uint LocaleUnsupported = 2150858887;

    /// <summary>ERROR_WSMAN_FRAGMENT_DIALECT_REQUESTED_UNAVAILABLE.</summary>
    public const uint FragmentDialectUnavailable = 2150858896;

    /// <summary>ERROR_WSMAN_INVALID_FRAGMENT_PATH.</summary>
    public const uint InvalidFragmentPath = 2150858899;

    /// <summary>ERROR_WINRS_RECEIVE_IN_PROGRESS: a Receive waits already.</summary>
    public const uint ReceiveInProgress = 2150859047;

    /// <summary>ERROR_WINRS_CODE_PAGE_NOT_SUPPORTED.</summary>
    public const uint CodePageNotSupported = 2150859072;

    /// <summary>ERROR_WSMAN_QUOTA_MAX_SHELLS: too many shells of one user.</summary>
    public const uint QuotaMaxShells = 2150859173;

    /// <summary>ERROR_WSMAN_QUOTA_MAX_OPERATIONS: too many operations of one user.</summary>
    public const uint QuotaMaxOperations = 2150859174;

    /// <summary>ERROR_WSMAN_QUOTA_MAX_SHELLUSERS: too many users with shells.</summary>
    public const uint QuotaMaxShellUsers = 2150859179;

    /// <summary>ERROR_WSMAN_REMOTESHELLS_NOT_ALLOWED.</summary>
    public const uint RemoteShellsNotAllowed = 2150859180;

    /// <summary>ERROR_WINRS_SHELL_DISCONNECTED: the shell exists, but no client is connected to it.</summary>
    public const uint ShellDisconnected = 2150859204;

    /// <summary>ERROR_WSMAN_QUOTA_MAX_COMMANDS_PER_SHELL_PPQ: too many processes of one shell.</summary>
    public const uint QuotaMaxCommandsPerShell = 2150859241;

    /// <summary>ERROR_WSMAN_DEPRECATED_CONFIG_SETTING: a read-only setting ([MS-WSMV] appendix B, notes 11 and 18).</summary>
    public const uint SettingIsReadOnly = 2150859182;

    /// <summary>ERROR_WSMAN_URI_LIMIT.</summary>
    public const uint UriLimit = 2150858797;

    /// <summary>ERROR_WSMAN_SELECTOR_LIMIT.</summary>
    public const uint SelectorLimit = 2150858826;

    /// <summary>ERROR_WSMAN_OPTION_LIMIT.</summary>
    public const uint OptionLimit = 2150858827;

    /// <summary>ERROR_WSMAN_CHARACTER_SET.</summary>
    public const uint CharacterSet = 2150858828;

    /// <summary>ERROR_WSMAN_OPTIONS_NOT_SUPPORTED.</summary>
    public const uint OptionsNotSupported = 2150858833;

    /// <summary>ERROR_WSMAN_OPTIONS_INVALID_NAME.</summary>
    public const uint OptionsInvalidName = 2150858834;

    /// <summary>ERROR_WSMAN_OPTIONS_INVALID_VALUE.</summary>
    public const uint OptionsInvalidValue = 2150858835;

    /// <summary>ERROR_WSMAN_PARAMETER_TYPE_MISMATCH.</summary>
    public const uint ParameterTypeMismatch = 2150858836;

    /// <summary>ERROR_WSMAN_INVALID_XML_VALUES.</summary>
    public const uint InvalidXmlValues = 2150858838;

    /// <summary>ERROR_WSMAN_INVALID_XML_MISSING_VALUES.</summary>
    public const uint InvalidXmlMissingValues = 2150858839;

    /// <summary>ERROR_WSMAN_INVALID_XML_NAMESPACE.</summary>
    public const uint InvalidXmlNamespace = 2150858840;

    /// <summary>ERROR_WSMAN_INVALID_XML_FRAGMENT.</summary>
    public const uint InvalidXmlFragment = 2150858841;

    /// <summary>ERROR_WSMAN_SELECTOR_TYPEMISMATCH.</summary>
    public const uint SelectorTypeMismatch = 2150858844;

    /// <summary>ERROR_WSMAN_INVALID_SELECTOR_VALUE.</summary>
    public const uint InvalidSelectorValue = 2150858845;

    /// <summary>ERROR_WSMAN_POLYMORPHISM_MODE_UNSUPPORTED.</summary>
    public const uint PolymorphismModeUnsupported = 2150859063;

    /// <summary>ERROR_WSMAN_ENUMERATE_SHELLCOMMANDS_EPRS_NOTSUPPORTED.</summary>
    public const uint CommandsHaveNoReferences = 2150859201;

    /// <summary>ERROR_WSMAN_CONFIG_CANNOT_CHANGE_CERTMAPPING_KEYS.</summary>
    public const uint CannotChangeMappingKeys = 2150859122;

    /// <summary>ERROR_WSMAN_CONFIG_READONLY_PROPERTY.</summary>
    public const uint ReadOnlyProperty = 2150859071;

    /// <summary>ERROR_WSMAN_CERT_NOT_FOUND.</summary>
    public const uint CertificateNotFound = 2150858882;

    /// <summary>ERROR_WSMAN_CONFIG_PORT_INVALID.</summary>
    public const uint ListenerPortInvalid = 2150858972;

    /// <summary>ERROR_WSMAN_CONFIG_CERT_CN_DOES_NOT_MATCH_HOSTNAME.</summary>
    public const uint CertificateNameMismatch = 2150858985;

    /// <summary>ERROR_WSMAN_CONFIG_THUMBPRINT_SHOULD_BE_EMPTY.</summary>
    public const uint ThumbprintNotEmpty = 2150858987;

    /// <summary>ERROR_WSMAN_CANNOT_CHANGE_KEYS.</summary>
    public const uint CannotChangeKeys = 2150858989;

    /// <summary>ERROR_WSMAN_CERTMAPPING_CONFIGLIMIT_EXCEEDED.</summary>
    public const uint MappingLimit = 2150859091;

    /// <summary>ERROR_WSMAN_CERTMAPPING_INVALIDUSERCREDENTIALS.</summary>
    public const uint MappingCredentialsInvalid = 2150859092;

    /// <summary>ERROR_WSMAN_CERTMAPPING_INVALIDSUBJECTKEY.</summary>
    public const uint MappingSubjectInvalid = 2150859105;

    /// <summary>ERROR_WSMAN_CERTMAPPING_INVALIDISSUERKEY.</summary>
    public const uint MappingIssuerInvalid = 2150859106;

    /// <summary>
    /// The number of an InvalidSelectors fault with this detail; the table of [DSP0226] 14.6 has one row, wsmerror.h a number for each
    /// detail.
    /// </summary>
    internal static uint OfSelectors(string? detail) => detail switch
    {
        FaultDetails.InsufficientSelectors => InsufficientSelectors,
        FaultDetails.UnexpectedSelectors => UnexpectedSelectors,
        FaultDetails.TypeMismatch => SelectorTypeMismatch,
        FaultDetails.InvalidValue => InvalidSelectorValue,
        FaultDetails.DuplicateSelectors => DuplicateSelectors,
        _ => InvalidSelectors,
    };

    /// <summary>The number of an InvalidOptions fault with this detail.</summary>
    internal static uint OfOptions(string detail) => detail switch
    {
        FaultDetails.NotSupported => OptionsNotSupported,
        FaultDetails.InvalidName => OptionsInvalidName,
        FaultDetails.InvalidValue => OptionsInvalidValue,
        _ => InvalidOptions,
    };

    /// <summary>The number of an InvalidRepresentation fault with this detail.</summary>
    internal static uint OfRepresentation(string detail) => detail switch
    {
        FaultDetails.InvalidValues => InvalidXmlValues,
        FaultDetails.MissingValues => InvalidXmlMissingValues,
        FaultDetails.InvalidNamespace => InvalidXmlNamespace,
        FaultDetails.InvalidFragment => InvalidXmlFragment,
        _ => InvalidRepresentation,
    };
}
