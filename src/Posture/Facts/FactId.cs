namespace Sekimori.Posture.Facts;

/// <summary>The kinds of facts. Their names are part of the JSON output.</summary>
internal static class FactId
{
    /// <summary>A TCP port; the value is one of <see cref="PortState"/>.</summary>
    public const string Port = "port";

    /// <summary>The address that was asked.</summary>
    public const string Address = "address";

    /// <summary>A bind without a logon: "accepted", or the server's reason.</summary>
    public const string RpcBind = "rpc.bind";

    /// <summary>The greeting of RPC over HTTP on port 593.</summary>
    public const string RpcHttp = "rpc.http";

    /// <summary>A lookup in the endpoint map: how many endpoints, or "denied".</summary>
    public const string RpcMapper = "rpc.mapper";

    /// <summary>A registered TCP endpoint, "port/interface"; the value is the annotation.</summary>
    public const string RpcEndpoint = "rpc.endpoint";

    /// <summary>rpc_mgmt_inq_if_ids of a port: how many interfaces, or "denied".</summary>
    public const string RpcManagement = "rpc.management";

    /// <summary>An interface that a port names itself, "port/interface".</summary>
    public const string RpcInterface = "rpc.interface";

    /// <summary>
    /// An operation called without arguments and without a logon, "port/interface#number": one of <see cref="StubAnswer"/>.
    /// </summary>
    public const string RpcStub = "rpc.stub";

    /// <summary>A read without a logon, "port/samr/domains": "answered", or "denied" with the status.</summary>
    public const string RpcRead = "rpc.read";

    /// <summary>
    /// The least level at which an interface lets an account's call through to its decoder, "port/interface": "connect", "packet",
    /// "integrity", "privacy", or "denied".
    /// </summary>
    public const string RpcLevel = "rpc.level";

    /// <summary>An activation at level connect of a class that nobody has: "denied", or what the host found.</summary>
    public const string Activation = "dcom.activation";

    /// <summary>A request to a certification authority at level connect: "denied", or "answered" with the status.</summary>
    public const string Enrolment = "icpr.request";

    /// <summary>An RPC filter, as netsh shows it: the subject is the interface, the value what it does.</summary>
    public const string RpcFilter = "rpc.filter";

    /// <summary>Names and addresses from ServerAlive2.</summary>
    public const string RpcAddresses = "rpc.addresses";

    /// <summary>The status of POST /wsman without a logon.</summary>
    public const string WsManStatus = "wsman.status";

    /// <summary>The Server header.</summary>
    public const string HttpServer = "http.server";

    /// <summary>The schemes in WWW-Authenticate, in their order.</summary>
    public const string WsManSchemes = "wsman.schemes";

    /// <summary>Identify without a logon: the status.</summary>
    public const string IdentifyStatus = "wsman.identify";

    /// <summary>ProductVendor of Identify.</summary>
    public const string IdentifyVendor = "wsman.identify.vendor";

    /// <summary>ProductVersion of Identify.</summary>
    public const string IdentifyVersion = "wsman.identify.version";

    /// <summary>The answer to an Enumerate without a logon.</summary>
    public const string WsManRead = "wsman.read";

    /// <summary>The answer to a raw NTLM token in Negotiate.</summary>
    public const string WsManNtlm = "wsman.ntlm";

    /// <summary>A name of the host in an NTLM challenge.</summary>
    public const string NtlmNames = "ntlm.names";

    /// <summary>The Windows version in an NTLM challenge: "10.0.20348".</summary>
    public const string NtlmVersion = "ntlm.version";

    /// <summary>A TLS version, "port/TLS 1.0": "accepted" with the suite, or the alert.</summary>
    public const string TlsVersion = "tls.version";

    /// <summary>A family of cipher suites, "port/RC4": "accepted" with the suite, or the alert.</summary>
    public const string TlsSuite = "tls.suite";

    /// <summary>The subject of a certificate.</summary>
    public const string CertificateSubject = "certificate.subject";

    /// <summary>The end of a certificate's validity, ISO 8601.</summary>
    public const string CertificateEnd = "certificate.not-after";

    /// <summary>The beginning of a certificate's validity, ISO 8601.</summary>
    public const string CertificateBegin = "certificate.not-before";

    /// <summary>The key of a certificate: "RSA 2048".</summary>
    public const string CertificateKey = "certificate.key";

    /// <summary>The signature algorithm of a certificate: "sha256RSA".</summary>
    public const string CertificateSignature = "certificate.signature";

    /// <summary>Whether a certificate is for the name that was asked: "yes" or "no", with its names.</summary>
    public const string CertificateName = "certificate.name";

    /// <summary>Whether a certificate chains to a known authority: "yes", "self-signed" or the reason.</summary>
    public const string CertificateTrust = "certificate.trust";

    /// <summary>What a certificate is for: "server", "authority" or the purposes that it has.</summary>
    public const string CertificatePurpose = "certificate.purpose";

    /// <summary>SHA-256 of the public key.</summary>
    public const string CertificateKeyHash = "certificate.key-hash";

    /// <summary>A registry value, "HKLM\…!Name".</summary>
    public const string Registry = "registry";

    /// <summary>A value of `winrm get winrm/config`, "Service/Auth/Basic".</summary>
    public const string WinRm = "winrm";

    /// <summary>The start type of a service in a security template.</summary>
    public const string ServiceStart = "service.start";

    /// <summary>A value of a security template outside the registry, "System Access/LockoutBadCount".</summary>
    public const string Template = "template";

    /// <summary>A logon with an account: "accepted NAME", or why not.</summary>
    public const string Logon = "logon";

    /// <summary>What logons without and with a wrong channel binding showed: "strict", "relaxed" or "none".</summary>
    public const string ChannelBinding = "wsman.channel-binding";

    /// <summary>A correct NTLMv1 logon: "accepted" or "refused".</summary>
    public const string OldNtlm = "ntlm.v1";

    /// <summary>Failed logons of the audit's account since its last good one.</summary>
    public const string FailedLogons = "logon.failed";

    /// <summary>The discretionary list of a WMI namespace in text; the subject is the namespace.</summary>
    public const string NamespaceSecurity = "wmi.security";

    /// <summary>The role that a directory gives a host: "domain controller", "server" or "client".</summary>
    public const string Role = "role";

    /// <summary>The version of Win32_OperatingSystem: "10.0.20348".</summary>
    public const string OsVersion = "os.version";

    /// <summary>The caption of Win32_OperatingSystem.</summary>
    public const string OsName = "os.name";

    /// <summary>The day of the newest update, ISO 8601; the subject is its name.</summary>
    public const string OsUpdated = "os.updated";

    /// <summary>The members of a group, nested groups opened: "2: HOST\kei, LAB\ops".</summary>
    public const string GroupMembers = "group.members";

    /// <summary>A local account: "enabled, password never expires, S-1-5-21-…-500".</summary>
    public const string Account = "account";

    /// <summary>A setting of a Sekimori server.</summary>
    public const string Self = "self";

    /// <summary>A question that failed: the value says how.</summary>
    public const string Trouble = "trouble";
}
