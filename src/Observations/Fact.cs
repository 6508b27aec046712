namespace Sekimori.Observations;

/// <summary>Facts that can be read from a call or request. In JSON and in rules the names are in snake case.</summary>
public enum Fact : byte
{
    /// <summary>CLSID of a DCOM activation.</summary>
    Clsid,

    /// <summary>IID asked for in a DCOM activation.</summary>
    Iid,

    /// <summary>CIM or WMI class.</summary>
    ClassName,

    /// <summary>Method of a class or of a dispatch interface.</summary>
    Method,

    /// <summary>WQL text.</summary>
    Query,

    /// <summary>Command line: of a process, of a service, of a task, of a shell.</summary>
    CommandLine,

    /// <summary>UNC path, one fact for each.</summary>
    UncPath,

    /// <summary>Any other text of the call, one fact for each.</summary>
    Text,

    /// <summary>Service, task, account or object that the call is about.</summary>
    Name,

    /// <summary>The computer that the caller claims.</summary>
    Computer,

    /// <summary>"true" where a Netlogon credential or challenge is eight zero bytes.</summary>
    ZeroCredential,

    /// <summary>Netlogon's negotiate flags in hexadecimal.</summary>
    NegotiateFlags,

    /// <summary>Interface that the endpoint mapper was asked for.</summary>
    MappedInterface,

    /// <summary>Endpoints that a mapper or an activation answered: "tcp:49664", "np:\pipe\lsass", one fact for each.</summary>
    Binding,

    /// <summary>How many entries an answer of the mapper holds.</summary>
    Entries,

    /// <summary>HTTP's User-Agent.</summary>
    UserAgent,

    /// <summary>Value of a WS-Management selector, "name=value", one fact for each.</summary>
    Selector,

    /// <summary>Where events are to be sent (wse:NotifyTo).</summary>
    NotifyTo,

    /// <summary>HTTP's Accept-Encoding, if it is not well formed.</summary>
    AcceptEncoding,

    /// <summary>Something that no well-behaved client sends; the word says what.</summary>
    Anomaly,

    /// <summary>Length of the NTLM response in bytes: 24 is NTLMv1.</summary>
    ResponseLength,

    /// <summary>"true" where an NTLM response carries channel bindings, "false" where it does not.</summary>
    ChannelBindings,

    /// <summary>"true" where an NTLM response carries a message integrity code.</summary>
    IntegrityCode,

    /// <summary>Service principal name that a ticket or response is for.</summary>
    Target,

    /// <summary>Kerberos realm.</summary>
    Realm,

    /// <summary>Activity UUID of a connectionless call.</summary>
    Activity,

    /// <summary>Remote host in a UNC path that is not the server itself, one fact for each.</summary>
    RemoteHost,

    /// <summary>Length of a UNC path's server part in WCHARs, if it is over 16.</summary>
    ServerNameLength,

    /// <summary>Size of a window that a PowerShell client says it has, "columns x rows" as "120x50", one fact for each.</summary>
    Window,

    /// <summary>Option of a WS-Management request, "name=value", one fact for each.</summary>
    Option,

    /// <summary>
    /// Argument of a method, or value of an object that is put or made, "name=value", one fact for each; what is inside an embedded object
    /// is "name.property=value".
    /// </summary>
    Argument,

    /// <summary>Variable that a shell adds to the environment, "name=value", one fact for each.</summary>
    Environment,

    /// <summary>Stream of a shell that is asked for or sent, one fact for each.</summary>
    Stream,

    /// <summary>Shell that a request is about.</summary>
    ShellId,

    /// <summary>Command of a shell that a request is about, one fact for each.</summary>
    CommandId,

    /// <summary>Where a shell starts.</summary>
    WorkingDirectory,

    /// <summary>Dialect of a filter or of a fragment's path.</summary>
    Dialect,

    /// <summary>Signal that is sent to a command.</summary>
    Signal,

    /// <summary>Path of the part of an object that is meant.</summary>
    Fragment,

    /// <summary>Class for which a request was denied.</summary>
    DeniedClass,

    /// <summary>SHA-256 of a request's whole body, if it could not be read to its end.</summary>
    BodySum,

    /// <summary>Object UUID that a call names, or an entry of the endpoint map, one fact for each.</summary>
    Object,

    /// <summary>What people call an entry of the endpoint map, one fact for each.</summary>
    Annotation,

    /// <summary>
    /// Kind of question, as the specification numbers it: what ept_lookup compares (0 is nothing, all entries are wanted), the
    /// authentication service whose principal is asked for.
    /// </summary>
    Inquiry,

    /// <summary>
    /// SHA-256 of arguments that could not be decoded, in hexadecimal: identifies what was sent, and can be searched for.
    /// </summary>
    Sha256,

    /// <summary>"true" where the answer is the kept one of an operation that went before: nothing was done.</summary>
    Resent,

    /// <summary>Session of the gateway: the same in every line from the logon to the last byte.</summary>
    Session,

    /// <summary>Target of the gateway, by the name of its settings.</summary>
    TargetName,

    /// <summary>What the caller asked the gateway for, where that is no target: host and port as sent.</summary>
    Asked,

    /// <summary>Our own port towards the target: joins with the target's own log.</summary>
    SourcePort,

    /// <summary>Bytes passed on to the target.</summary>
    Sent,

    /// <summary>Bytes passed on from the target.</summary>
    Received,
}
