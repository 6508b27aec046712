using System.Security.Cryptography.X509Certificates;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan;

/// <summary>How a <see cref="WsManClient"/> speaks to its server.</summary>
public sealed record WsManClientOptions
{
    /// <summary>The account: <c>user</c>, <c>DOMAIN\user</c>, <c>user@REALM</c>; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>The password for Basic and Digest; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>NTLM, Kerberos, SPNEGO and CredSSP for the account; null if the client has none of them.</summary>
    public ISecurityInitiator? Initiator { get; init; }

    /// <summary>The certificate, with its key, that is presented in the TLS handshake if the server requests one; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The service of the Kerberos ticket, <c>HTTP/name</c>; null for HTTP and the address's own host.</summary>
    public string? Service { get; init; }

    /// <summary>How to log on.</summary>
    public WsManAuthentication Authentication { get; init; }

    /// <summary>Which certificates are believed.</summary>
    public WsManTrust Trust { get; init; } = new();

    /// <summary>Accepts cipher suites of TLS 1.2 with CBC too: Windows Server 2012 R2 has no others with an RSA certificate.</summary>
    public bool CompatibleTls { get; init; }

    /// <summary>Allows what is not encrypted, passwords too. For a test on one machine.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>The time limit of the service for one request (OperationTimeout).</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The proxy through which the service is reached; null for none. <see cref="WsManProxy.FromEnvironment"/> hands out the one that the
    /// environment names.
    /// </summary>
    public WsManProxy? Proxy { get; init; }

    /// <summary>
    /// Opens the connection to a host and port in the place of this client, which then resolves no name; null for its own way.
    /// </summary>
    internal Func<string, int, CancellationToken, ValueTask<Stream>>? Dial { get; init; }

    /// <summary>A header of each HTTP request; null for none.</summary>
    internal (string Name, string Value)? Header { get; init; }

    /// <summary>Places for requests under way, of this client and others together; null for no limit.</summary>
    internal SemaphoreSlim? Places { get; init; }

    /// <summary>Definitions of classes, by namespace and name, for services that define none; null for none.</summary>
    internal Func<string, string, Cim.Model.CimClass?>? KnownClass { get; init; }

    /// <summary>How long a connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest answer that is taken, in bytes (MaxEnvelopeSize); at least 8192.</summary>
    public int MaxEnvelopeSize { get; init; } = 512_000;

    /// <summary>
    /// Objects that one enumeration gives before it is broken off: a service that never comes to an end is abandoned. A full disk of
    /// Windows has about 500,000 files.
    /// </summary>
    public int MaxItems { get; init; } = 1_000_000;

    /// <summary>
    /// Bytes of the answers of one enumeration, before it is broken off. Objects that are read one by one need no memory for this.
    /// </summary>
    public long MaxEnumerationBytes { get; init; } = 4L << 30;

    /// <summary>
    /// Memory that the objects of one list may take, in bytes, estimated from its answers: for what is held as a whole, as by
    /// <see cref="WsManClient.ListElementsAsync"/>. All classes of root/cimv2 of a Windows server take about 100 MiB.
    /// </summary>
    public long MaxListBytes { get; init; } = 256L << 20;

    /// <summary>
    /// How long a request to a shell is sent again where its connection breaks, by a service that keeps its answers for that (robust
    /// connections, [MS-WSMV] 3.2.5.3); zero for never. Services keep them for three minutes.
    /// </summary>
    public TimeSpan RetransmitFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The character set that requests are written in, and so answered in.</summary>
    public EnvelopeCharset Charset { get; init; } = EnvelopeCharset.Utf8;

    /// <summary>Sends bodies in chunks, without a length ahead.</summary>
    public bool Chunked { get; init; }

    /// <summary>These options with the logon of a credential.</summary>
    /// <param name="credential">A password, Kerberos tickets, or a client certificate.</param>
    public WsManClientOptions With(Credential credential) => credential switch
    {
        PasswordCredential user => this with
        {
            UserName = user.Domain.Length == 0 ? user.User : user.Domain.Contains('.', StringComparison.Ordinal)
                ? $"{user.User}@{user.Domain}" : $"{user.Domain}\\{user.User}",
            Password = user.Password,
            Initiator = new SecurityInitiator(user),
        },
        CertificateCredential certificate => this with
        {
            ClientCertificate = certificate.Certificate,
            Authentication = Authentication == WsManAuthentication.Automatic ? WsManAuthentication.Certificate : Authentication,
        },
        _ => this with { Initiator = new SecurityInitiator(credential) },
    };
}
