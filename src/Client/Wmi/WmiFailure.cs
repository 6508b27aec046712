namespace Sekimori.Client.Wmi;

/// <summary>Why an operation of WMI failed: what a person has to look at.</summary>
public enum WmiFailure
{
    /// <summary>No way to the host: no route, or a firewall that drops what is sent to the mapper's port.</summary>
    NoRoute,

    /// <summary>The host answers, but nothing listens on the mapper's port.</summary>
    MapperClosed,

    /// <summary>The mapper's port is open, the port of the objects is not: a firewall, as a rule.</summary>
    ExporterClosed,

    /// <summary>The server speaks another version of RPC or DCOM.</summary>
    Version,

    /// <summary>The calls are less protected than the server demands: activation needs integrity, some namespaces encryption.</summary>
    Level,

    /// <summary>The logon was accepted, but the account may not make objects from afar.</summary>
    LaunchRight,

    /// <summary>The account may not call objects from afar.</summary>
    AccessRight,

    /// <summary>The account may not open the namespace.</summary>
    NamespaceRight,

    /// <summary>The clocks of client, server and domain differ by more than Kerberos allows.</summary>
    Clock,

    /// <summary>The host's name is unknown: to DNS, or as a service to Kerberos.</summary>
    Name,

    /// <summary>The account or its password is wrong, or the server knows no scheme that the credential can be used with.</summary>
    Logon,

    /// <summary>There is no such namespace, class or instance; <see cref="WmiClientException.Status"/> says which.</summary>
    NotFound,

    /// <summary>No answer within the time.</summary>
    Timeout,

    /// <summary>The connection was lost.</summary>
    ConnectionLost,

    /// <summary>The answer is not one to this question, or cannot be read.</summary>
    Protocol,

    /// <summary>The server sends more than this client takes: see the limits of <see cref="WmiClientOptions"/>.</summary>
    OverLimit,

    /// <summary>The server refused the operation; <see cref="WmiClientException.Status"/> is the reason.</summary>
    Server,
}
