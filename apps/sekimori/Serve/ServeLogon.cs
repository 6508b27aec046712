using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Hosting.Guarding;
using Sekimori.Hosting.Tls;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Certificates;
using Sekimori.Security.Digest;
using Sekimori.Security.Kerberos;
using Sekimori.Storage.Accounts;

namespace Sekimori.App.Serve;

/// <summary>How both doors learn who is asking: the same accounts, and the same patience with wrong passwords.</summary>
internal sealed partial class ServeLogon : IDisposable
{
    private readonly ILoggerFactory loggers;

    public ServeLogon(LogonSettings settings, AccountStore accounts, CertificateKeeper? keeper, ILoggerFactory loggers)
    {
        this.loggers = loggers;
        Accounts = accounts;
        HostName = Dns.GetHostName();
        var authority = new LocalAuthority(HostName, settings.Domain);
        var throttle = new LogonThrottle(new LogonThrottleOptions { LockAfter = settings.LockAfter, LockFor = settings.LockFor }, TimeProvider.System);
        Passwords = new PasswordAuthenticator(accounts, authority, throttle);
        Digest = new DigestAuthenticator(accounts, throttle, TimeProvider.System);
        Certificates = new CertificateAuthenticator(accounts, ClientAuthorities.Read(settings), TimeProvider.System);
        var schemes = new SecurityAcceptorSettings
        {
            Accounts = accounts,
            Authority = authority,
            Throttle = throttle,
            Kerberos = settings.Keytab is { } keytab ? new KerberosSettings { Keytab = keytab } : null,
        };
        var acceptor = new SecurityAcceptor(schemes);
        Acceptor = acceptor;
        // RPC has no number for CredSSP, and must not be talked into it.
        HttpAcceptor = keeper is null ? acceptor : new SecurityAcceptor(schemes with { CredSspCertificate = () => keeper.Current.Certificate });
        if (acceptor.WhyNoKerberos is { } reason)
            LogNoKerberos(loggers.CreateLogger<ServeLogon>(), reason);
    }

    public string HostName { get; }

    /// <summary>The local accounts.</summary>
    public IMappingStore Accounts { get; }

    /// <summary>Checks names and passwords.</summary>
    public PasswordAuthenticator Passwords { get; }

    /// <summary>NTLM, Kerberos, SPNEGO.</summary>
    public ISecurityAcceptor Acceptor { get; }

    /// <summary>The same for WS-Management, and CredSSP where there is a certificate for it.</summary>
    public ISecurityAcceptor HttpAcceptor { get; }

    /// <summary>HTTP Digest.</summary>
    public DigestAuthenticator Digest { get; }

    /// <summary>Client certificates.</summary>
    public CertificateAuthenticator Certificates { get; }

    /// <summary>Says whether those who have logged on may keep what they opened.</summary>
    public CallerWatch Watch(LiveGuard guard) => new(new CallerStanding(Accounts), guard, loggers.CreateLogger<CallerWatch>());

    /// <summary>The principal that clients of an authentication service name us by ([C706] rpc_mgmt_inq_princ_name); null where it is not offered.</summary>
    /// <param name="service">[MS-RPCE] 2.2.1.1.7; the numbers are those of <see cref="SecurityScheme"/>.</param>
    public string? PrincipalName(uint service) => Acceptor.Schemes.Any(scheme => (uint)scheme == service) ? $"host/{HostName}" : null;

    public void Dispose() => Passwords.Dispose();

    [LoggerMessage(20, LogLevel.Warning, "Kerberos is configured and not offered: {Reason}")]
    private static partial void LogNoKerberos(ILogger logger, string reason);
}
